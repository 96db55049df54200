/**
 * One question at a time. A request made while an answer is under way is asked after it: that answer may have been
 * read before the change that the request is about.
 */
export function makeRefresh(ask: () => Promise<void>): () => Promise<void> {
  let asking: Promise<void> | null = null
  let next: Promise<void> | null = null

  function begin(): Promise<void> {
    asking = ask().finally(() => {
      asking = null
    })
    return asking
  }

  function after(running: Promise<void>): Promise<void> {
    const again = () => {
      next = null
      return refresh()
    }
    return running.then(again, again)
  }

  function refresh(): Promise<void> {
    if (!asking) return begin()
    next ??= after(asking)
    return next
  }
  return refresh
}

/**
 * The browser's own storage for conveniences (language, theme, choices). A browser may forbid it or have no room in it:
 * then a value lives as long as the page. What must not be lost lies in the vault, which says so when it cannot keep it.
 */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** A store that never throws; `find` is called at each use, since asking for the storage may itself be forbidden. */
export function tolerant(find: () => Store): Store {
  const memory = new Map<string, string | null>()

  return {
    getItem(name) {
      const kept = memory.get(name)
      if (kept !== undefined) return kept
      return attempt(() => find().getItem(name)) ?? null
    },
    setItem(name, value) {
      memory.delete(name)
      if (attempt(() => find().setItem(name, value)) !== undefined) return
      memory.set(name, value)
    },
    removeItem(name) {
      memory.delete(name)
      if (attempt(() => find().removeItem(name)) !== undefined) return
      memory.set(name, null)
    },
  }
}

/** What the storage answered (null for nothing), or undefined where it refused. */
function attempt<T>(work: () => T): T | null | undefined {
  try {
    return work() ?? null
  } catch (error) {
    if (error instanceof Error || error instanceof DOMException) return undefined
    throw error
  }
}

export const store: Store = tolerant(() => localStorage)
export const tabStore: Store = tolerant(() => sessionStorage)

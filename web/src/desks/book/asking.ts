/** What the page asks the server. A line that breaks, a busy service and a 429 lose nothing: what was sent is sent again. */
export type Answer<T> = { ok: true; value: T } | { ok: false; code: string; detail: string; wait: number }

/** Seconds to wait where nothing else is said, and at most. */
const PAUSE = 5
const LONGEST = 60

export async function ask<T>(
  method: string,
  path: string,
  body?: unknown,
  send: typeof fetch = fetch,
): Promise<Answer<T>> {
  const init: RequestInit = { method, cache: 'no-store', credentials: 'omit' }
  if (body instanceof Blob) {
    init.body = body
    init.headers = { 'Content-Type': body.type || 'application/octet-stream' }
  } else if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { 'Content-Type': 'application/json' }
  }
  init.headers = { ...init.headers, 'Accept-Language': document.documentElement.lang }
  const answer = await send(`/api/book/${path}`, init).catch(() => null)
  if (!answer) return { ok: false, code: 'cut', detail: '', wait: PAUSE }
  if (answer.ok) return { ok: true, value: (await answer.json()) as T }
  const said = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string }
  const wait = Math.min(Number(answer.headers.get('Retry-After')) || PAUSE, LONGEST)
  return { ok: false, code: said.code ?? 'cut', detail: said.detail ?? '', wait: isPassing(answer.status) ? wait : 0 }
}

/** Whether the same request may be answered otherwise in a while. */
function isPassing(status: number): boolean {
  return status === 429 || status >= 500
}

/** Send until the server says yes or no; `waits` is told how long the next try is away, null once it is made. */
export async function insist<T>(
  once: () => Promise<Answer<T>>,
  waits: (seconds: number | null) => void,
  pause: (seconds: number) => Promise<void> = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000)),
): Promise<Answer<T>> {
  for (;;) {
    const answer = await once()
    if (answer.ok || !answer.wait) return answer
    const seconds = answer.wait + Math.ceil(Math.random() * 3) // so that a thousand phones do not come back at once
    waits(seconds)
    await pause(seconds)
    waits(null)
  }
}

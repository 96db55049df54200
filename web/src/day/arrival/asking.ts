/** Asks again and again how a ticket stands, as seldom as is enough, and says what it heard and when. */

import { type Language, problemOf } from '../../api'
import { type DayClock, dayTime } from '../../clock'
import { steady } from '../../steady'
import type { Ticket } from '../../types'

export interface Heard {
  ticket: Ticket | null
  /** The day's time (ms) when this was last so; an answer "as before" brings no time of its own. */
  at: number | null
  /** The server says that there is no such ticket. */
  unknown: boolean
  /** The last question got no answer, or none that helps. */
  cut: boolean
  /** A question is under way. */
  asking: boolean
}

const NEAR = 5_000
const FAR = 10_000
const OVER = 60_000
const LONGEST = 15_000
const NEXT_FEW = 2
const PATIENCE = 10_000

export interface Asking {
  /** Ask at once, and count the time anew. */
  again(): Promise<void>
  close(): void
}

export interface AskingOptions {
  code: string
  language: () => Language
  onChange: (heard: Heard) => void
  fetch?: typeof fetch
  /** In [0, 1): spreads the phones of one waiting room. */
  random?: () => number
  now?: () => number
}

/** Milliseconds until the next question: seldom when all is over, often shortly before the call. */
export function pauseAfter({ ticket, unknown, cut }: Heard): number {
  if (unknown) return OVER
  if (cut) return LONGEST
  if (!ticket || ticket.state === 'done' || ticket.state === 'withdrawn') return OVER
  const soon = ticket.state === 'called' || (ticket.ahead ?? NEXT_FEW + 1) <= NEXT_FEW
  return soon ? NEAR : FAR
}

export function askTicket({ code, language, onChange, ...world }: AskingOptions): Asking {
  const { fetch: send = (path, init) => fetch(path, init), random = Math.random, now = steady } = world
  const listening = new AbortController()
  let heard: Heard = { ticket: null, at: null, unknown: false, cut: false, asking: false }
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: AbortController | null = null
  let clock: DayClock | null = null

  function become(next: Partial<Heard>): void {
    heard = { ...heard, ...next }
    onChange(heard)
  }

  function stop(): void {
    clearTimeout(timer)
    const last = running
    running = null
    last?.abort()
  }

  async function ask(): Promise<void> {
    stop()
    const mine = new AbortController()
    running = mine
    timer = setTimeout(() => mine.abort(), PATIENCE)
    become({ asking: true })
    const { wait, ...news } = await answered(mine.signal)
    if (running !== mine) return // asked anew meanwhile, or the page is closed
    clearTimeout(timer)
    become({ ...news, asking: false })
    timer = setTimeout(ask, Math.max(wait, pauseAfter(heard) * (0.8 + 0.4 * random())))
  }

  /** What the answer makes of what was heard, and how long the server asks us to wait (ms). */
  async function answered(signal: AbortSignal): Promise<Partial<Heard> & { wait: number }> {
    const headers = { Accept: 'application/json', 'Accept-Language': language() }
    try {
      // Without a change the browser itself answers from what it has (ETag); the server says "304" and no more.
      const answer = await send(`/api/tickets/${code}`, { headers, credentials: 'omit', cache: 'no-cache', signal })
      const cut = answer.headers.get('X-Kept') !== null // without a line: what the phone itself kept (public/t/sw.js)
      if (answer.ok) return { ...told(await answer.json(), cut), unknown: false, cut, wait: 0 }
      if (answer.status === 404) return { ticket: null, unknown: true, cut: false, wait: 0 }
      return { cut: true, wait: ((await problemOf(answer)).retryAfter ?? 0) * 1_000 }
    } catch {
      return { cut: true, wait: 0 }
    }
  }

  function told(ticket: Ticket, old: boolean): Pick<Heard, 'ticket' | 'at'> {
    const [said, real] = [Date.parse(ticket.now), now()]
    if (old) return { ticket, at: said }
    // The browser's own copy says the time at which it was new: from then on the clock here goes on.
    if (clock === null || heard.ticket?.now !== ticket.now) clock = { now: said, at: real, speed: ticket.speed }
    return { ticket, at: dayTime(clock, real) }
  }

  /** A hidden page asks nothing; shown again, it asks at once. */
  function seen(): void {
    if (document.visibilityState === 'visible') ask()
    else stop()
  }

  document.addEventListener('visibilitychange', seen, { signal: listening.signal })
  addEventListener('online', ask, { signal: listening.signal })
  ask()
  return {
    again: ask,
    close() {
      listening.abort()
      stop()
    },
  }
}

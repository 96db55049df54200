import type { Entry } from './entries'

/** Where an entry stands: 存在本机 kept, 已收到 received, 已计入 counted (heard `at`, ms), or refused for itself. */
export type Standing =
  | { state: 'kept' }
  | { state: 'received' }
  | { state: 'counted'; at?: number }
  | { state: 'refused'; code: string; message: string }

/** An entry in the outbox; `n` is its place in the order of making, `dealt` says that a person has dealt with a refusal. */
export interface Kept {
  n: number
  entry: Entry
  standing: Standing
  dealt: boolean
}

/** What stands in the way of sending, in the server's words, and when it is tried again (ms). */
export interface HoldUp {
  status: number
  code: string
  message: string
  until: number
}

export interface Outbox {
  /** By entry id, in order of making. */
  held: ReadonlyMap<string, Kept>
  /** The site whose entries this device may send; null without an enrolment. */
  site: string | null
  /** Largest number of entries of the next sending. */
  batch: number
  /** Failures of the line in a row. */
  failures: number
  /** Nothing goes out before this instant (ms); `asked` if the server asked for it, which no waking shortens. */
  pause: { until: number; asked: boolean }
  flight: boolean
  /** The device itself is not let in (401, 403). */
  device: HoldUp | null
  /** Days that take no entries (404, 409), by day. */
  days: ReadonlyMap<string, HoldUp>
  /** Single entries set aside so that the others go on, by id. */
  aside: ReadonlyMap<string, HoldUp>
  /** Received entries are asked after, by id. */
  asks: ReadonlyMap<string, { times: number; due: number }>
}

export type Step =
  | { do: 'send'; day: string; site: string; entries: Entry[] }
  | { do: 'ask'; day: string; site: string; id: string }
  | { do: 'rest'; until: number | null }

export interface Judgement {
  id: string | null
  status: string
  code?: string
  message?: string
}

export type Answer =
  | { kind: 'judged'; results: Judgement[] }
  | { kind: 'problem'; status: number; code: string; message: string; retryAfter: number | null }
  /** No answer, or one that is not the server's own (a captive portal, a proxy). */
  | { kind: 'silence' }

/** The moment an answer comes, and a number in [0, 1) that spreads the desks' next attempts. */
export interface Moment {
  now: number
  jitter: number
}

export const LARGEST_BATCH = 50
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 60_000
const LONGEST_ASKED = 15 * 60_000
const HOLD = 30_000
const FIRST_ASK = 3_000

export function outboxOf(site: string | null, held: Iterable<Kept> = []): Outbox {
  return keep(
    {
      held: new Map(),
      site,
      batch: LARGEST_BATCH,
      failures: 0,
      pause: { until: 0, asked: false },
      flight: false,
      device: null,
      days: new Map(),
      aside: new Map(),
      asks: new Map(),
    },
    held,
  )
}

/** Takes entries in; one that is there already stays as it stands. */
export function keep(outbox: Outbox, more: Iterable<Kept>): Outbox {
  const fresh = [...more].filter((held) => !outbox.held.has(held.entry.id))
  const all = [...outbox.held.values(), ...fresh].sort((a, b) => a.n - b.n)
  return { ...outbox, held: new Map(all.map((held) => [held.entry.id, held])) }
}

/** A person has dealt with these refusals. */
export function dealtWith(outbox: Outbox, ids: Iterable<string>): Outbox {
  const held = new Map(outbox.held)
  for (const id of ids) {
    const one = held.get(id)
    if (one) held.set(id, { ...one, dealt: true })
  }
  return { ...outbox, held }
}

/** Another enrolment (or none): what stood in the way of the old one says nothing about it. */
export function enrolled(outbox: Outbox, site: string | null): Outbox {
  return wake({ ...outbox, site, device: null, days: new Map(), aside: new Map() })
}

/** The line is back, or a person says "send now": nothing waits any longer but what the server asked for. */
export function wake(outbox: Outbox): Outbox {
  const now = (hold: HoldUp): HoldUp => ({ ...hold, until: 0 })
  return {
    ...outbox,
    pause: outbox.pause.asked ? outbox.pause : { until: 0, asked: false },
    device: outbox.device && now(outbox.device),
    days: new Map([...outbox.days].map(([day, hold]) => [day, now(hold)])),
    aside: new Map([...outbox.aside].map(([id, hold]) => [id, now(hold)])),
    asks: new Map([...outbox.asks].map(([id, ask]) => [id, { ...ask, due: 0 }])),
  }
}

/** What the one sender does next. */
export function step(outbox: Outbox, now: number): Step {
  if (outbox.flight || outbox.site === null) return { do: 'rest', until: null }
  const barred = Math.max(outbox.pause.until, outbox.device?.until ?? 0)
  if (barred > now) return { do: 'rest', until: barred }
  const waits: number[] = []
  const batch: Entry[] = []
  for (const { entry, standing } of outbox.held.values()) {
    if (standing.state !== 'kept' || entry.site !== outbox.site) continue
    const aside = outbox.aside.get(entry.id)
    const until = Math.max(aside?.until ?? 0, outbox.days.get(entry.day)?.until ?? 0)
    if (until > now) waits.push(until)
    else if (batch.length === 0 || (!aside && entry.day === batch[0]?.day)) batch.push(entry)
    // One that was set aside goes alone, so that it spoils no batch twice.
    if (batch.length >= outbox.batch || (aside && batch[0] === entry)) break
  }
  const [first] = batch
  if (first) return { do: 'send', day: first.day, site: first.site, entries: batch }
  return nextAsk(outbox, now, waits)
}

function nextAsk(outbox: Outbox, now: number, waits: number[]): Step {
  for (const { entry, standing } of outbox.held.values()) {
    if (standing.state !== 'received' || entry.site !== outbox.site) continue
    const due = outbox.asks.get(entry.id)?.due ?? 0
    if (due <= now) return { do: 'ask', day: entry.day, site: entry.site, id: entry.id }
    waits.push(due)
  }
  return { do: 'rest', until: waits.length ? Math.min(...waits) : null }
}

export function departed(outbox: Outbox): Outbox {
  return { ...outbox, flight: true }
}

/** What an answer makes of the outbox. Whatever it is, no entry leaves and none goes back from counted. */
export function answered(outbox: Outbox, sent: Exclude<Step, { do: 'rest' }>, answer: Answer, moment: Moment): Outbox {
  const landed = { ...outbox, flight: false }
  if (answer.kind === 'silence') return paused(landed, moment, null)
  if (answer.kind === 'judged') return judged(landed, sent, answer.results, moment)
  return refusedRequest(landed, sent, answer, moment)
}

function judged(
  outbox: Outbox,
  sent: Exclude<Step, { do: 'rest' }>,
  results: Judgement[],
  { now, jitter }: Moment,
): Outbox {
  const ids = new Set(sent.do === 'ask' ? [sent.id] : sent.entries.map((entry) => entry.id))
  const held = new Map(outbox.held)
  const asks = new Map(outbox.asks)
  const aside = new Map(outbox.aside)
  let read = 0
  const grounds = new Set<string>()
  for (const result of results) {
    const old = held.get(result.id ?? '')
    const standing = old && ids.has(old.entry.id) ? standingOf(result, now) : null
    if (!old || !standing) continue
    read += 1
    aside.delete(old.entry.id)
    if (old.standing.state === 'counted') continue
    held.set(old.entry.id, { ...old, standing })
    if (standing.state === 'counted') grounds.add(old.entry.id).add(groundOf(old.entry))
    const times = (asks.get(old.entry.id)?.times ?? -1) + 1
    if (standing.state === 'received') {
      asks.set(old.entry.id, { times, due: now + Math.min(LONGEST_PAUSE, FIRST_ASK * 2 ** times) })
    } else asks.delete(old.entry.id)
  }
  // A well-formed answer about nothing that was sent is no answer.
  if (read === 0) return paused(outbox, { now, jitter }, null)
  // What was counted may be the ground that a received entry waits for.
  for (const [id, ask] of asks) {
    const entry = held.get(id)?.entry
    if (entry && grounds.has(groundOf(entry))) asks.set(id, { ...ask, due: Math.min(ask.due, now) })
  }
  const days = new Map(outbox.days)
  days.delete(sent.day)
  const batch = sent.do === 'send' ? Math.min(LARGEST_BATCH, outbox.batch * 2) : outbox.batch
  return { ...outbox, held, asks, aside, days, batch, failures: 0, device: null, pause: { until: 0, asked: false } }
}

/** The matter or the entry that an entry hangs on; its own matter for a registration. */
function groundOf({ data }: Entry): string {
  if ('matter' in data) return data.matter
  return 'entry' in data ? data.entry : ''
}

function standingOf(result: Judgement, now: number): Standing | null {
  switch (result.status) {
    case 'accepted':
    case 'duplicate':
      return { state: 'counted', at: now }
    case 'waiting':
      return { state: 'received' }
    case 'refused':
      return { state: 'refused', code: result.code ?? '', message: result.message ?? '' }
    default:
      return null
  }
}

function refusedRequest(
  outbox: Outbox,
  sent: Exclude<Step, { do: 'rest' }>,
  problem: Extract<Answer, { kind: 'problem' }>,
  moment: Moment,
): Outbox {
  const { status, code, message } = problem
  const hold = (ms: number): HoldUp => ({ status, code, message, until: moment.now + ms })
  if (status === 401 || status === 403) return { ...outbox, device: hold(HOLD * 2) }
  if (sent.do === 'ask') return unanswered(outbox, sent.id, problem, moment)
  if (status === 404 || status === 409) {
    return { ...outbox, days: new Map(outbox.days).set(sent.day, hold(Math.max(HOLD, problem.retryAfter ?? 0))) }
  }
  const slow = status >= 500 || status === 429 ? paused(outbox, moment, problem.retryAfter) : outbox
  // Away, or overloaded: no fault of what was sent.
  if (status > 500) return slow
  const first = sent.entries[0]
  if (sent.entries.length > 1 || !first) return { ...slow, batch: Math.max(1, Math.floor(sent.entries.length / 2)) }
  return { ...slow, batch: 1, aside: new Map(slow.aside).set(first.id, hold(HOLD)) }
}

function unanswered(outbox: Outbox, id: string, problem: Extract<Answer, { kind: 'problem' }>, moment: Moment): Outbox {
  const held = outbox.held.get(id)
  const asks = new Map(outbox.asks)
  if (problem.status === 404 && held?.standing.state === 'received') {
    // The server no longer knows it (it came back from a backup): sending again is harmless and puts it right.
    asks.delete(id)
    return { ...outbox, asks, held: new Map(outbox.held).set(id, { ...held, standing: { state: 'kept' } }) }
  }
  asks.set(id, { times: asks.get(id)?.times ?? 0, due: moment.now + HOLD })
  const slow = { ...outbox, asks }
  return problem.status >= 500 || problem.status === 429 ? paused(slow, moment, problem.retryAfter) : slow
}

/** Doubling pauses up to a minute, spread by half, and never shorter than what the server asked for. */
function paused(outbox: Outbox, { now, jitter }: Moment, retryAfter: number | null): Outbox {
  const backoff = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** outbox.failures) * (0.5 + jitter / 2)
  const asked = Math.min(LONGEST_ASKED, retryAfter ?? 0)
  return {
    ...outbox,
    failures: Math.min(16, outbox.failures + 1),
    pause: { until: now + Math.max(backoff, asked), asked: asked > 0 },
  }
}

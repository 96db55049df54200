import type { Entry } from './entries'
import { type Answer, answered, departed, type Kept, type Outbox, type Standing, type Step, step } from './outbox'

export const SITE = 'HN-D-430181'
export const DAY = '2023-11-09'
export const KEPT: Standing = { state: 'kept' }
export const RECEIVED: Standing = { state: 'received' }
export const COUNTED: Standing = { state: 'counted' }

/** Entry e1, e2, … : matter m<n>, by default a registration at our site. */
export function made(
  n: number,
  over: { day?: string; site?: string; standing?: Standing; outcome?: boolean } = {},
): Kept {
  const data = { matter: `m${n}` } as never
  const entry = { id: `e${n}`, day: over.day ?? DAY, site: over.site ?? SITE, at: 't', data }
  const kind = over.outcome ? 'outcome_recorded' : 'matter_registered'
  return { n, entry: { ...entry, kind } as Entry, standing: over.standing ?? KEPT, dealt: false }
}
export const several = (count: number, from = 1) => Array.from({ length: count }, (_, i) => made(from + i))
export const ids = (next: Step) => (next.do === 'send' ? next.entries.map((entry) => entry.id) : [next.do])
export const standings = (outbox: Outbox) => [...outbox.held.values()].map((held) => held.standing.state)
export const until = (next: Step) => (next.do === 'rest' ? next.until : 'busy')

export function problem(status: number, retryAfter: number | null = null): Answer {
  return { kind: 'problem', status, code: `code_${status}`, message: `sentence ${status}`, retryAfter }
}
export const results = (status: string, ...of: string[]): Answer => ({
  kind: 'judged',
  results: of.map((id) => ({ id, status })),
})

/** One sending at `now` and what comes back. */
export function exchange(outbox: Outbox, answer: Answer | ((next: Step) => Answer), now = 0, jitter = 1): Outbox {
  const next = step(outbox, now)
  if (next.do === 'rest') throw new Error('nothing goes out')
  return answered(departed(outbox), next, typeof answer === 'function' ? answer(next) : answer, { now, jitter })
}

/** As `exchange`, of any number of sendings that all get the same answer; also the sizes of the batches. */
export function exchanges(outbox: Outbox, times: number, pause: number, answer: (next: Step) => Answer) {
  const sizes: number[] = []
  let after = outbox
  for (let i = 0; i < times; i += 1) {
    after = exchange(
      after,
      (next) => {
        sizes.push(ids(next).length)
        return answer(next)
      },
      i * pause,
    )
  }
  return { outbox: after, sizes }
}

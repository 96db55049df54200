import type { Entry } from './entries'
import {
  type Answer,
  answered,
  dealtWith,
  departed,
  enrolled,
  type Kept,
  keep,
  type Outbox,
  outboxOf,
  type Step,
  step,
  wake,
} from './outbox'
import { steady } from './steady'
import { add, all, deal, stand, type Vault, VaultFault } from './vault'

/** What the tabs of one browser tell each other; nothing personal is in it. */
type Told =
  | { what: 'kept' | 'stood' | 'wake' | 'enrolled' }
  | { what: 'obstacles'; obstacles: Pick<Outbox, 'device' | 'days' | 'aside'> }

export interface World {
  vault: Vault
  exchange: (step: Exclude<Step, { do: 'rest' }>) => Promise<Answer>
  onChange: (outbox: Outbox) => void
  /** The line answered (true) or not, as each exchange shows. */
  onLine: (up: boolean) => void
  onFault: (fault: VaultFault) => void
  /** Another tab enrolled this device anew. */
  onEnrolled: () => void
  locks?: Pick<LockManager, 'request'>
  channel?: BroadcastChannel
  now?: () => number
  random?: () => number
}

export interface Sender {
  /** Boxes in the vault that this browser's key does not open. */
  unreadable: number
  /** Resolves once the entries are safe on this machine. @throws VaultFault */
  keep(entries: Entry[]): Promise<void>
  deal(ids: string[]): Promise<void>
  /** `elsewhere`: another tab has done it and told us. */
  enrol(site: string | null, where: 'here' | 'elsewhere'): void
  /** The line is back, or the clerk says "send now". */
  wake(): void
  close(): void
}

/** Opens the outbox and sends from it: one tab of the browser at a time, for as long as it lives. */
export async function openSender(world: World, site: string | null): Promise<Sender> {
  const { vault, now = steady, random = Math.random } = world
  const locks = world.locks ?? navigator.locks
  const channel = world.channel ?? new BroadcastChannel('reception-outbox')
  const closing = new AbortController()
  const first = await all(vault)
  let outbox = outboxOf(
    site,
    first.kept.map((one) => heardBy(one, now())),
  )
  let era = 0
  let sends = false
  let ring: () => void = () => undefined

  function become(next: Outbox): void {
    outbox = next
    world.onChange(outbox)
  }

  function tell(told: Told): void {
    if (!closing.signal.aborted) channel.postMessage(told)
  }

  async function takeIn(): Promise<void> {
    const last = Math.max(0, ...[...outbox.held.values()].map((held) => held.n))
    const { kept } = await all(vault, last + 1)
    become(keep(outbox, kept))
    ring()
  }

  /** What other tabs have written. The one that sends knows the standings better than the vault it writes them to. */
  async function readAgain(): Promise<void> {
    const { kept } = await all(vault)
    const held = new Map(keep(outbox, kept).held)
    for (const one of kept) {
      const here = held.get(one.entry.id)
      held.set(one.entry.id, { ...one, standing: (sends && here?.standing) || one.standing })
    }
    become({ ...outbox, held })
  }

  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    const did = hear(data)
    did?.catch(faulty)
  }

  function hear(told: Told): Promise<void> | undefined {
    switch (told.what) {
      case 'kept':
        return takeIn()
      case 'stood':
        return readAgain()
      case 'wake':
        become(wake(outbox))
        ring()
        return undefined
      case 'enrolled':
        world.onEnrolled()
        return undefined
      case 'obstacles':
        become({ ...outbox, ...told.obstacles })
        return undefined
    }
  }

  function faulty(error: unknown): void {
    if (!(error instanceof VaultFault)) throw error
    if (!closing.signal.aborted) world.onFault(error)
  }

  /** Until `until` or until the bell rings. */
  function rest(until: number | null): Promise<void> {
    return new Promise((resolve) => {
      const timer = until === null ? undefined : setTimeout(resolve, Math.max(0, until - now()))
      ring = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function oneStep(next: Exclude<Step, { do: 'rest' }>): Promise<void> {
    const before = outbox.held
    const started = era
    become(departed(outbox))
    const answer = await world.exchange(next)
    if (closing.signal.aborted) return
    world.onLine(answer.kind !== 'silence')
    // What was said to the former enrolment says nothing about this one.
    if (started !== era && answer.kind !== 'judged') return become({ ...outbox, flight: false })
    become(answered(outbox, next, answer, { now: now(), jitter: random() }))
    const changed = [...outbox.held.values()].filter((held) => stoodElse(held, before.get(held.entry.id)))
    if (changed.length) await stand(vault, changed).catch(faulty)
    tell({ what: 'obstacles', obstacles: { device: outbox.device, days: outbox.days, aside: outbox.aside } })
    if (changed.length) tell({ what: 'stood' })
  }

  async function send(): Promise<void> {
    await readAgain() // another tab may have sent until now
    sends = true
    while (!closing.signal.aborted) {
      const next = step(outbox, now())
      if (next.do === 'rest') await rest(next.until)
      else await oneStep(next)
    }
  }

  locks
    .request('reception-outbox', { signal: closing.signal }, () => send())
    .catch((error: unknown) => {
      if (!closing.signal.aborted) faulty(error)
    })

  world.onChange(outbox)
  return {
    unreadable: first.unreadable,
    async keep(entries) {
      const numbers = await add(vault, entries)
      const fresh = entries.map(
        (entry, i): Kept => ({
          n: numbers[i] ?? 0,
          entry,
          standing: { state: 'kept' },
          dealt: false,
        }),
      )
      become(keep(outbox, fresh))
      tell({ what: 'kept' })
      ring()
    },
    async deal(ids) {
      const numbers = ids.flatMap((id) => outbox.held.get(id)?.n ?? [])
      await deal(vault, numbers)
      become(dealtWith(outbox, ids))
      tell({ what: 'stood' })
    },
    enrol(place, where) {
      era += 1
      become(enrolled(outbox, place))
      if (where === 'here') tell({ what: 'enrolled' })
      ring()
    },
    wake() {
      become(wake(outbox))
      tell({ what: 'wake' })
      ring()
    },
    close() {
      closing.abort()
      channel.close()
      ring()
    },
  }
}

/** A system clock that went back has put what was counted before this page into the future: it was counted by now. */
function heardBy(held: Kept, now: number): Kept {
  const { standing } = held
  if (standing.state !== 'counted' || (standing.at ?? 0) <= now) return held
  return { ...held, standing: { ...standing, at: now } }
}

function stoodElse(held: Kept, before: Kept | undefined): boolean {
  return before !== undefined && held.standing !== before.standing
}

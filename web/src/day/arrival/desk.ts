/** The clerk's desk as a living thing: what this machine keeps, what the server told, the line, and the clock. */
import { computed, shallowRef } from 'vue'
import { type Api, type Language, makeApi, Problem } from '../../api'
import { dateIn, dayTime, endOf, inZone } from '../../clock'
import type { Entry } from '../../entries'
import { makeExchange } from '../../exchange'
import { fold } from '../../fold'
import { idMaker } from '../../ids'
import type { Outbox } from '../../outbox'
import { openSender, type Sender } from '../../sender'
import { type Session, SIGNED_IN } from '../../session'
import { claim, type Enrolment, enrolmentIn, type Locked, lockIn } from '../../sites/device'
import type { Me, Reference } from '../../types'
import { drop, openVault, read, type Vault, VaultFault, write } from '../../vault'
import { type Draft, type Drafts, openDrafts } from './drafts'
import { rowsOf } from './list'
import { greatestId, notBefore } from './moment'
import { ask, askReference, lastTold, type Told } from './told'
import type { Desk, Line, Phase } from './useDesk'

export const ZONE = 'Asia/Shanghai'
const HEARTBEAT = 10_000
/** Counted entries are kept here as long as their amendment is likely, then forgotten; whatever is not counted stays. */
const KEPT_DAYS = 7
/** A line that swallows what it is given must not hold the desk up. */
const PATIENCE = 15_000

export interface DeskWorld {
  session: Session
  language: () => Language
  vault?: () => Promise<Vault>
}

export function makeDesk({ session, language, vault: open = openVault }: DeskWorld): Desk {
  const phase = shallowRef<Phase>('opening')
  const fault = shallowRef<VaultFault | null>(null)
  const unreadable = shallowRef(0)
  const enrolment = shallowRef<Enrolment | null>(null)
  const locked = shallowRef<Locked | null>(null)
  const outbox = shallowRef<Outbox | null>(null)
  const told = shallowRef<Told | null>(null)
  const reference = shallowRef<Reference | null>(null)
  const line = shallowRef<Line>({ up: navigator.onLine, since: Date.now() })
  const barred = shallowRef<Problem | null>(null)
  const tick = shallowRef(Date.now())
  const countedAt = shallowRef(new Map<string, number>())
  const draft: Draft = { registration: null, outcomes: {}, chosen: null }
  const send: typeof fetch = (path, init) =>
    navigator.onLine
      ? fetch(path, { ...init, signal: AbortSignal.timeout(PATIENCE) })
      : Promise.reject(new TypeError('the browser has no line'))
  const api: Api = makeApi({ fetch: send, language, csrf: () => null, token: () => enrolment.value?.token ?? null })
  const timers: ReturnType<typeof setInterval>[] = []
  const listening = new AbortController()
  let vault: Vault | null = null
  let sender: Sender | null = null
  let drafts: Drafts | null = null
  let nextId: (ms: number) => string = idMaker(random)

  const now = computed(() => clockNow(tick.value))
  const held = computed(() => {
    const [day, site] = [told.value?.day.day, enrolment.value?.site]
    return [...(outbox.value?.held.values() ?? [])].filter(({ entry }) => entry.day === day && entry.site === site)
  })
  const own = computed(() => fold(held.value.filter((one) => one.standing.state !== 'refused').map((one) => one.entry)))
  const rows = computed(() => {
    const matters = told.value && { rows: told.value.matters, heard: told.value.heard }
    return rowsOf(held.value, matters, countedAt.value)
  })

  function clockNow(real: number): number {
    if (!told.value) return real
    const { clock, day } = told.value
    const time = dayTime(clock, real)
    return day.is_rehearsal ? Math.min(time, endOf(day.day, ZONE)) : time
  }

  function lineIs(up: boolean): void {
    if (line.value.up === up) return
    line.value = { up, since: Date.now() }
    if (up) sender?.wake()
  }

  function sees(next: Outbox): void {
    const before = outbox.value
    const fresh = [...next.held.values()].filter(
      (one) => one.standing.state === 'counted' && before?.held.get(one.entry.id)?.standing.state !== 'counted',
    )
    if (before && fresh.length) {
      countedAt.value = new Map([...countedAt.value, ...fresh.map((one) => [one.entry.id, Date.now()] as const)])
    }
    outbox.value = next
    if (before && fresh.length) refresh()
  }

  async function start(): Promise<void> {
    try {
      if (!navigator.locks || !globalThis.BroadcastChannel) throw new VaultFault('unavailable')
      vault = await open()
      navigator.storage?.persist?.()
      enrolment.value = await enrolmentIn(vault)
      locked.value = await lockIn(vault)
      told.value = await lastTold(vault, enrolment.value?.site)
      reference.value = await read<Reference>(vault, 'reference')
      const tab = { storage: sessionStorage, locks: navigator.locks, newName: () => crypto.randomUUID() }
      drafts = await openDrafts(vault, tab, faulty)
      Object.assign(draft, drafts.found)
      const exchange = makeExchange({ token: () => enrolment.value?.token ?? null, language })
      const site = enrolment.value?.site ?? null
      const world = { vault, exchange, onChange: sees, onLine: lineIs, onFault: faulty, onEnrolled: enrolledElsewhere }
      sender = await openSender(world, site)
      unreadable.value = sender.unreadable
      nextId = idMaker(random, greatestId(outbox.value))
    } catch (error) {
      phase.value = 'unkept'
      return faulty(error)
    }
    watch()
    settlePhase()
    settle().catch(faulty)
    await refresh()
    await forgetOld()
  }

  function watch(): void {
    const { signal } = listening
    timers.push(
      setInterval(() => (tick.value = Date.now()), 1_000),
      setInterval(beat, HEARTBEAT),
    )
    addEventListener('online', cameBack, { signal })
    addEventListener('offline', () => lineIs(false), { signal })
    document.addEventListener('visibilitychange', beat, { signal })
  }

  function cameBack(): void {
    sender?.wake()
    refresh()
  }

  function beat(): void {
    if (document.visibilityState === 'visible') refresh()
  }

  /** Who sits here: a sign-out that the server has not heard of is told first; a new sign-in unlocks. */
  async function settle(): Promise<void> {
    try {
      const me = await whoIsHere()
      if (locked.value?.owed) {
        if (me) await session.signOut()
        await lock({ ...locked.value, owed: false })
      } else if (me && locked.value) await lock(null)
      settlePhase()
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem // without a line nobody is asked
    }
  }

  async function whoIsHere(): Promise<Me | null> {
    if (session.me.value) return session.me.value
    if (!navigator.onLine) throw new Problem(0, 'no_line', '')
    return ['yes', 'maybe'].includes(localStorage.getItem(SIGNED_IN) ?? 'no') ? session.known() : null
  }

  async function lock(value: Locked | null): Promise<void> {
    locked.value = value
    if (vault) await write(vault, 'locked', value)
  }

  function settlePhase(): void {
    phase.value = !enrolment.value ? 'unenrolled' : locked.value ? 'locked' : 'open'
  }

  let asking: Promise<void> | null = null
  function refresh(): Promise<void> {
    asking ??= askAgain().finally(() => {
      asking = null
    })
    return asking
  }

  async function askAgain(): Promise<void> {
    const at = enrolment.value
    if (!at || !vault) return
    if (!navigator.onLine) return lineIs(false)
    try {
      const answer = await ask(api, at.site, dateIn(now.value, ZONE), Date.now)
      reference.value ??= await askReference(api)
      if (at !== enrolment.value) return
      barred.value = null
      if (answer) told.value = answer
      await write(vault, 'told', answer)
      await write(vault, 'reference', reference.value)
      lineIs(true)
      if (locked.value?.owed) await settle()
    } catch (problem) {
      asked(problem)
    }
  }

  function asked(problem: unknown): void {
    if (problem instanceof VaultFault) faulty(problem)
    else if (problem instanceof Problem && problem.status > 0) {
      lineIs(true)
      barred.value = problem.status === 401 || problem.status === 403 ? problem : barred.value
    } else lineIs(false)
  }

  async function forgetOld(): Promise<void> {
    if (!vault || !outbox.value) return
    const oldest = dateIn(Date.now() - KEPT_DAYS * 86_400_000, ZONE)
    const today = told.value?.day.day
    const over = [...outbox.value.held.values()].filter(
      ({ entry, standing, dealt }) =>
        entry.day < oldest && entry.day !== today && (standing.state === 'counted' || dealt),
    )
    await drop(
      vault,
      over.map((one) => one.n),
    )
  }

  function faulty(error: unknown): void {
    if (!(error instanceof VaultFault)) throw error
    fault.value = error
  }

  async function enrolledElsewhere(): Promise<void> {
    if (vault) becomes(await enrolmentIn(vault), 'elsewhere')
  }

  function becomes(next: Enrolment | null, where: 'here' | 'elsewhere'): void {
    enrolment.value = next
    barred.value = null
    if (told.value?.site !== next?.site) told.value = null
    sender?.enrol(next?.site ?? null, where)
    settlePhase()
  }

  start()
  return {
    phase,
    fault,
    unreadable,
    enrolment,
    outbox,
    told,
    reference,
    line,
    barred,
    now,
    rows,
    own,
    held,
    draft,
    keepDraft: (next) => drafts?.keep(next),
    newId: () => nextId(clockNow(Date.now())),
    async say(said, over) {
      if (!sender || !enrolment.value || !told.value) return null
      const ms = notBefore(held.value, clockNow(Date.now()))
      const by = session.me.value?.kind === 'account' ? { by: session.me.value.id } : {}
      const place = over ?? { day: told.value.day.day, site: enrolment.value.site }
      const entry: Entry = { id: nextId(ms), ...place, at: inZone(ms, ZONE), ...by, ...said }
      try {
        await sender.keep([entry])
      } catch (error) {
        faulty(error)
        return null
      }
      fault.value = null
      return entry
    },
    deal: async (ids) => sender?.deal(ids),
    async claim(code) {
      if (!vault) throw new VaultFault('unavailable')
      const next = await claim(makeApi({ language, csrf: () => null }), vault, code)
      locked.value = null
      becomes(next, 'here')
      await refresh()
    },
    async signOut() {
      await lock({ since: Date.now(), owed: true })
      settlePhase()
      await settle()
    },
    sendNow: () => sender?.wake(),
    refresh,
    close() {
      for (const timer of timers) clearInterval(timer)
      listening.abort()
      sender?.close()
      drafts?.close()
    },
  }
}

const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)

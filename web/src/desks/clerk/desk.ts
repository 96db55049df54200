/** The clerk's desk as a living thing: what this machine keeps, what the server told, the line, and the clock. */

import { computed, shallowRef } from 'vue'
import { type Api, type Language, makeApi, Problem, patient } from '../../api'
import { inZone, ZONE } from '../../clock'
import { type Draft, type Drafts, openDrafts } from '../../day/arrival/drafts'
import { rowsOf } from '../../day/arrival/list'
import { makeTickets } from '../../day/arrival/tickets'
import { ask, askReference, askTurns, lastTold, type Told } from '../../day/arrival/told'
import type { Desk, Line, Phase } from '../../day/arrival/useDesk'
import { NOTHING_RUNS } from '../../day/meeting/running'
import type { Entry, Said } from '../../entries'
import { makeExchange } from '../../exchange'
import { fold } from '../../fold'
import { idMaker } from '../../ids'
import type { Outbox } from '../../outbox'
import { openSender, type Sender } from '../../sender'
import type { Session } from '../../session'
import { claim, type Enrolment, enrolmentIn } from '../../sites/device'
import { markDevice } from '../../sites/mark'
import { siteNameIn } from '../../sites/names'
import { steady, wall } from '../../steady'
import { tabStore } from '../../storage'
import type { Reference } from '../../types'
import { drop, openVault, read, type Vault, VaultFault, write } from '../../vault'
import { makeDeskClock } from './deskClock'
import { makeEar } from './hearing'
import { countedSince, greatestId, notBefore, overIn } from './moment'
import { makeSitting } from './sitting'

const HEARTBEAT = 10_000
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
  const outbox = shallowRef<Outbox | null>(null)
  const told = shallowRef<Told | null>(null)
  const reference = shallowRef<Reference | null>(null)
  const line = shallowRef<Line>({ up: navigator.onLine, since: steady() })
  const barred = shallowRef<Problem | null>(null)
  const clock = makeDeskClock({ told, vault: () => vault, onFault: faulty, onJump: refresh })
  const { now, tick } = clock
  const draft: Draft = { registration: null, outcomes: {}, chosen: null }
  const api: Api = makeApi({
    fetch: patient(PATIENCE),
    language,
    csrf: () => null,
    token: () => enrolment.value?.token ?? null,
  })
  const sitting = makeSitting(session, settlePhase)
  const tickets = makeTickets({
    vault: () => vault,
    device: () => enrolment.value?.device ?? null,
    day: () => told.value?.day.day ?? '',
    own: () => held.value.map((one) => one.entry),
    told: () => [...(told.value?.turns.turns.map((turn) => turn.ticket) ?? []), told.value?.printed ?? null],
    locks: navigator.locks,
  })
  const running = shallowRef(NOTHING_RUNS)
  const ear = makeEar({ language, onTurns: refreshTurns, running })
  const timers: ReturnType<typeof setInterval>[] = []
  const listening = new AbortController()
  let vault: Vault | null = null
  let sender: Sender | null = null
  let drafts: Drafts | null = null
  let nextId: (ms: number) => string = idMaker(random)

  const held = computed(() => {
    const [day, site] = [told.value?.day.day, enrolment.value?.site]
    return [...(outbox.value?.held.values() ?? [])].filter(({ entry }) => entry.day === day && entry.site === site)
  })
  const own = computed(() => fold(held.value.filter((one) => one.standing.state !== 'refused').map((one) => one.entry)))
  const siteName = computed(() => siteNameIn(reference.value, enrolment.value?.site ?? '', language()))
  const rows = computed(() => {
    const matters = told.value && { rows: told.value.matters, heard: told.value.heard }
    return rowsOf(held.value, matters)
  })

  function lineIs(up: boolean): void {
    if (line.value.up === up) return
    line.value = { up, since: steady() }
    if (up) sender?.wake()
  }

  function sees(next: Outbox): void {
    const before = outbox.value
    const fresh = before ? countedSince(before, next) : []
    outbox.value = next
    if (fresh.length) refresh()
  }

  async function start(): Promise<void> {
    try {
      if (!navigator.locks || !globalThis.BroadcastChannel) throw new VaultFault('unavailable')
      vault = await open()
      navigator.storage?.persist?.()
      enrolment.value = await enrolmentIn(vault)
      if (enrolment.value) markDevice()
      await sitting.open(vault)
      told.value = await clock.resumed(await lastTold(vault, enrolment.value?.site), vault)
      reference.value = await read<Reference>(vault, 'reference')
      drafts = await openDrafts(vault, thisTab(), faulty)
      Object.assign(draft, drafts.found)
      await tickets.open()
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
    listen()
    settlePhase()
    sitting.settle().catch(faulty)
    await refresh()
    await forgetOld()
  }

  function watch(): void {
    const { signal } = listening
    clock.start()
    timers.push(setInterval(beat, HEARTBEAT), setInterval(clock.keep, HEARTBEAT))
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

  /** Listens for this site as long as it is ours; a desk that is locked is still there to be called. */
  function listen(): void {
    ear.follow(enrolment.value?.token ?? null, told.value?.day.day ?? null)
  }

  function settlePhase(): void {
    phase.value = !enrolment.value ? 'unenrolled' : sitting.locked.value ? 'locked' : 'open'
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
      const answer = await ask(api, at.site, wall(), steady)
      reference.value ??= await askReference(api)
      if (at !== enrolment.value) return
      barred.value = null
      if (answer) told.value = answer
      if (answer?.numbers) await tickets.reserve(answer.numbers)
      listen()
      await write(vault, 'told', answer)
      clock.keep()
      await write(vault, 'reference', reference.value)
      lineIs(true)
      if (sitting.locked.value?.owed) await sitting.settle()
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

  /** The turns alone: asked for at each change of them, and so often. */
  async function refreshTurns(): Promise<void> {
    const before = told.value
    if (!before || !navigator.onLine) return
    try {
      const turns = await askTurns(api, before.day.day, steady)
      if (told.value?.site === before.site && told.value.turns.heard < turns.heard)
        told.value = { ...told.value, turns }
    } catch (problem) {
      asked(problem)
    }
  }

  async function forgetOld(): Promise<void> {
    if (vault && outbox.value) await drop(vault, overIn(outbox.value, told.value?.day.day, wall()))
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
    tickets.open().catch(faulty)
    listen()
    settlePhase()
  }

  async function sayAll(all: Said[], over?: { day: string; site: string }): Promise<Entry[] | null> {
    if (!sender || !enrolment.value || !told.value) return null
    const ms = notBefore(held.value, clock.moment())
    const by = session.me.value?.kind === 'account' ? { by: session.me.value.id } : {}
    const place = over ?? { day: told.value.day.day, site: enrolment.value.site }
    const entries = all.map((said): Entry => ({ id: nextId(ms), ...place, at: inZone(ms, ZONE), ...by, ...said }))
    try {
      await sender.keep(entries)
    } catch (error) {
      faulty(error)
      return null
    }
    fault.value = null
    return entries
  }

  start()
  return {
    api,
    siteName,
    tickets,
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
    running,
    real: computed(() => tick.value + running.value.ahead),
    rows,
    own,
    held,
    draft,
    keepDraft: (next) => drafts?.keep(next),
    newId: () => nextId(clock.moment()),
    async say(said, over) {
      return (await sayAll([said], over))?.[0] ?? null
    },
    sayAll: (said) => sayAll(said),
    deal: async (ids) => sender?.deal(ids),
    async claim(code) {
      if (!vault) throw new VaultFault('unavailable')
      const next = await claim(makeApi({ language, csrf: () => null }), vault, code)
      sitting.locked.value = null
      becomes(next, 'here')
      await refresh()
    },
    signOut: sitting.signOut,
    sendNow: () => sender?.wake(),
    refresh,
    refreshTurns,
    close() {
      for (const timer of timers) clearInterval(timer)
      clock.close()
      listening.abort()
      ear.close()
      sender?.close()
      drafts?.close()
    },
  }
}
const thisTab = () => ({ storage: tabStore, locks: navigator.locks, newName: () => crypto.randomUUID() })
const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)

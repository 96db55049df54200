/** The clerk's desk as a living thing, put together: what this machine keeps, what the server told, the line, the clock. */
import { computed, shallowRef } from 'vue'
import type { Language } from '../../api'
import { rowsOf } from '../../day/arrival/list'
import { makeTickets } from '../../day/arrival/tickets'
import type { Desk, Phase } from '../../day/arrival/useDesk'
import { NOTHING_RUNS } from '../../day/meeting/running'
import type { Session } from '../../session'
import { siteNameIn } from '../../sites/names'
import { openVault, type Vault } from '../../vault'
import { makeAsking } from './asking'
import { makeAuthor } from './author'
import { startBeating } from './beating'
import { makeDeskClock } from './deskClock'
import { makeDraft } from './draft'
import { makeEnrolling } from './enrolling'
import { makeEar } from './hearing'
import { makeLineState } from './lineState'
import { type Machine, makeMachine } from './machine'
import { openKept } from './opening'
import { makeOutgoing, type Outgoing } from './outgoing'
import { makeSitting } from './sitting'

export interface DeskWorld {
  session: Session
  language: () => Language
  vault?: () => Promise<Vault>
}

export function makeDesk(world: DeskWorld): Desk {
  const parts = makeParts(world)
  const { machine, clock, outgoing, asking, sitting, enrolling, draft, running } = parts
  const { api, fault, enrolment, told, bookings, reference } = machine
  const { outbox, unreadable, held, own, newId, say, sayAll, deal, sendNow } = outgoing
  const { barred, refresh, refreshTurns, takeTurn } = asking
  const stop = start(parts, world.vault ?? openVault)
  return {
    ...{
      api,
      fault,
      enrolment,
      told,
      bookings,
      reference,
      outbox,
      unreadable,
      held,
      own,
      newId,
      say,
      sayAll,
      deal,
      sendNow,
    },
    ...{ barred, refresh, refreshTurns, takeTurn, running },
    ...{ phase: parts.phase, line: parts.line.line, tickets: parts.tickets },
    ...{ draft: draft.draft, keepDraft: draft.keepDraft },
    siteName: computed(() => siteNameIn(reference.value, enrolment.value?.site ?? '', world.language())),
    rows: computed(() => rowsOf(held.value, told.value && { rows: told.value.matters, heard: told.value.heard })),
    now: clock.now,
    real: computed(() => clock.tick.value + running.value.ahead),
    async claim(code) {
      await enrolling.claim(code)
      await refresh()
    },
    signOut: sitting.signOut,
    close: stop,
  }
}

type Parts = ReturnType<typeof makeParts>

/** Which part tells which: each knows the shared parts of the desk, and what it is given here. */
function makeParts({ session, language }: DeskWorld) {
  const machine = makeMachine(language)
  const running = shallowRef(NOTHING_RUNS)
  const line = makeLineState(() => outgoing.sendNow())
  const clock = makeDeskClock({
    told: machine.told,
    vault: () => machine.vault.value,
    onFault: machine.faulty,
    onJump: () => asking.refresh(),
  })
  const outgoing = makeOutgoing(machine, {
    moment: clock.moment,
    me: () => session.me.value,
    onCounted: () => asking.refresh(),
    onLine: line.is,
    onEnrolled: () => enrolling.lookAgain().catch(machine.faulty),
  })
  const tickets = ticketsOf(machine, outgoing)
  const ear = makeEar({
    language,
    onTurns: () => asking.refreshTurns(),
    onSites: (sites) => asking.hearSites(sites),
    running,
  })
  /** A desk that is locked is still there to be called. */
  const listen = () => ear.follow(machine.token(), machine.told.value?.day.day ?? null)
  const asking = makeAsking(machine, {
    onLine: line.is,
    async onTold(told) {
      if (told?.numbers) await tickets.reserve(told.numbers)
      listen()
      await author.prove()
    },
    async onKept() {
      clock.keep()
      if (sitting.locked.value?.owed) await sitting.settle()
    },
  })
  const { phase, settle } = makePhase(machine, () => sitting.locked.value !== null)
  const author = makeAuthor(session, machine.token)
  const sitting = makeSitting(session, () => {
    settle()
    author.prove().catch(machine.faulty)
  })
  const enrolling = makeEnrolling(machine, (next, where) => {
    if (where === 'here') sitting.locked.value = null
    asking.barred.value = null
    outgoing.enrol(next?.site ?? null, where)
    tickets.open().catch(machine.faulty)
    listen()
    settle()
  })
  return {
    machine,
    running,
    line,
    clock,
    outgoing,
    tickets,
    ear,
    listen,
    asking,
    phase,
    settle,
    sitting,
    enrolling,
    draft: makeDraft(machine),
  }
}

/** Opens the desk, and gives what closes it. */
function start(parts: Parts, open: () => Promise<Vault>): () => void {
  const { machine, clock, line, outgoing, asking, sitting, draft, ear, phase } = parts
  let stopBeating: () => void = () => undefined

  async function begin(): Promise<void> {
    try {
      await openKept(machine, open, parts)
    } catch (error) {
      phase.value = 'unkept'
      return machine.faulty(error)
    }
    clock.start()
    stopBeating = startBeating({
      onBeat: clock.keep,
      onLook: asking.refresh,
      onOnline() {
        outgoing.sendNow()
        asking.refresh()
      },
      onOffline: () => line.is(false),
    })
    parts.listen()
    parts.settle()
    sitting.settle().catch(machine.faulty)
    await asking.refresh()
    await outgoing.forgetOld()
  }

  begin()
  return () => {
    stopBeating()
    for (const part of [clock, ear, outgoing, draft]) part.close()
  }
}

/** What is seen of the desk: itself, or why it cannot be used. */
function makePhase(machine: Machine, isLocked: () => boolean) {
  const phase = shallowRef<Phase>('opening')
  return {
    phase,
    settle(): void {
      phase.value = !machine.enrolment.value ? 'unenrolled' : isLocked() ? 'locked' : 'open'
    },
  }
}

/** The numbers of this desk follow those that it printed, and those that the server tells of. */
function ticketsOf(machine: Machine, outgoing: Outgoing) {
  return makeTickets({
    vault: () => machine.vault.value,
    device: () => machine.enrolment.value?.device ?? null,
    day: () => machine.told.value?.day.day ?? '',
    own: () => outgoing.held.value.map((one) => one.entry),
    told: () => {
      const { value: told } = machine.told
      return [...(told?.turns.turns.map((turn) => turn.ticket) ?? []), told?.printed ?? null]
    },
    locks: navigator.locks,
  })
}

/** What the server is asked: the day, its lists and its clock, one question at a time. */
import { shallowRef } from 'vue'
import { Problem } from '../../api'
import { askBookings } from '../../day/arrival/booked'
import { ask, askReference, askTurns, type Told } from '../../day/arrival/told'
import { makeAnswered } from '../../day/calling/answered'
import type { ToldTurns } from '../../day/calling/queue'
import { withUnits } from '../../day/outcome/units'
import { steady, wall } from '../../steady'
import type { SiteFacts, Turn } from '../../types'
import { type Vault, VaultFault, write } from '../../vault'
import type { Machine } from './machine'

export interface AskingOptions {
  onLine: (up: boolean) => void
  /** The server told of a day, or that there is none; before it is written down. */
  onTold: (told: Told | null) => Promise<void>
  /** It is written down. */
  onKept: () => Promise<void>
}

export function makeAsking(machine: Machine, { onLine, onTold, onKept }: AskingOptions) {
  /** The server does not let this device in, in its own words. */
  const barred = shallowRef<Problem | null>(null)

  const answered = makeAnswered()
  /** Since the page was opened: those that were kept may be of yesterday. */
  let knowsUnits = false

  async function askAll(): Promise<void> {
    const [at, vault] = [machine.enrolment.value, machine.vault.value]
    if (!at || !vault) return
    if (!navigator.onLine) return onLine(false)
    try {
      const answer = await ask(machine.api, at.site, wall(), steady)
      machine.reference.value ??= await askReference(machine.api)
      if (!knowsUnits) machine.reference.value = await withUnits(machine.api, machine.reference.value, at.site)
      knowsUnits = true
      if (at !== machine.enrolment.value) return
      barred.value = null
      const known = answer && { ...answer, turns: answered.over(laterOf(answer, machine.told.value)) }
      if (known) machine.told.value = known
      await onTold(known)
      if (known) await askBooked(vault, known)
      await write(vault, 'told', known)
      await write(vault, 'reference', machine.reference.value)
      onLine(true)
      await onKept()
    } catch (problem) {
      asked(problem)
    }
  }

  /** The list of pre-registrations is kept for when the line is cut; without an answer the one that is kept stays. */
  async function askBooked(vault: Vault, told: Told): Promise<void> {
    const answer = await askBookings(machine.api, told.site, told.day.day, machine.bookings.value).catch((problem) => {
      if (!(problem instanceof Problem)) throw problem
      return machine.bookings.value
    })
    if (answer === machine.bookings.value) return
    machine.bookings.value = answer
    await write(vault, 'bookings', answer)
  }

  function asked(problem: unknown): void {
    if (problem instanceof VaultFault) machine.faulty(problem)
    else if (problem instanceof Problem && problem.status > 0) {
      onLine(true)
      barred.value = problem.status === 401 || problem.status === 403 ? problem : barred.value
    } else onLine(false)
  }

  /** The turns alone: asked for at each change of them, and so often. */
  async function refreshTurns(): Promise<void> {
    const before = machine.told.value
    if (!before || !navigator.onLine) return
    try {
      const turns = answered.over(await askTurns(machine.api, before.day.day, steady))
      const now = machine.told.value
      if (now?.site === before.site && now.turns.heard < turns.heard) machine.told.value = { ...now, turns }
    } catch (problem) {
      asked(problem)
    }
  }

  /** What the server answered to a command stands in the list before the list is asked for. */
  function takeTurn(turn: Turn): void {
    answered.take(turn, steady())
    const told = machine.told.value
    if (told) machine.told.value = { ...told, turns: answered.over(told.turns) }
  }

  /** What the live board says of this site, above all what was commanded of it from above. */
  function hearSites(sites: Readonly<Record<string, SiteFacts | null>>): void {
    const told = machine.told.value
    const facts = told && sites[told.site]
    if (told && facts) machine.told.value = { ...told, facts }
  }

  return { barred, refresh: oneAtATime(askAll), refreshTurns, takeTurn, hearSites }
}

/** The turns that were asked for last: the short question may be answered while the long one is under way. */
function laterOf(answer: Told, before: Told | null): ToldTurns {
  const isSame = before?.site === answer.site && before.day.day === answer.day.day
  return isSame && before.turns.heard > answer.turns.heard ? before.turns : answer.turns
}

/** A request made while an answer is under way waits for the same answer. */
function oneAtATime(ask: () => Promise<void>): () => Promise<void> {
  let asking: Promise<void> | null = null
  return () => {
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }
}

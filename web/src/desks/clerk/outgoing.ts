/** The entries that this desk makes: kept on this machine, then sent until the server has answered. */
import { computed, shallowRef } from 'vue'
import { inZone, ZONE } from '../../clock'
import type { Entry, Said } from '../../entries'
import { makeExchange } from '../../exchange'
import { fold } from '../../fold'
import { idMaker } from '../../ids'
import type { Outbox } from '../../outbox'
import { openSender, type Sender } from '../../sender'
import { wall } from '../../steady'
import type { Me } from '../../types'
import { drop, type Vault } from '../../vault'
import type { Machine } from './machine'
import { countedSince, greatestId, notBefore, overIn } from './moment'

export interface OutgoingOptions {
  /** The day's time (ms) at this moment. */
  moment: () => number
  /** The account signed in. */
  me: () => Me | null
  /** Entries were counted that were not before. */
  onCounted: () => void
  onLine: (up: boolean) => void
  /** Another tab enrolled this device anew. */
  onEnrolled: () => void
}

export function makeOutgoing(machine: Machine, { moment, me, onCounted, onLine, onEnrolled }: OutgoingOptions) {
  const outbox = shallowRef<Outbox | null>(null)
  const unreadable = shallowRef(0)
  let sender: Sender | null = null
  let nextId = idMaker(random)

  const held = computed(() => {
    const [day, site] = [machine.told.value?.day.day, machine.enrolment.value?.site]
    return [...(outbox.value?.held.values() ?? [])].filter(({ entry }) => entry.day === day && entry.site === site)
  })
  const own = computed(() => fold(held.value.filter((one) => one.standing.state !== 'refused').map((one) => one.entry)))

  function sees(next: Outbox): void {
    const fresh = outbox.value ? countedSince(outbox.value, next) : []
    outbox.value = next
    if (fresh.length) onCounted()
  }

  async function open(vault: Vault): Promise<void> {
    const exchange = makeExchange({ token: machine.token, language: machine.language })
    const world = { vault, exchange, onChange: sees, onLine, onFault: machine.faulty, onEnrolled }
    sender = await openSender(world, machine.enrolment.value?.site ?? null)
    unreadable.value = sender.unreadable
    nextId = idMaker(random, greatestId(outbox.value))
  }

  async function sayAll(all: Said[], over?: { day: string; site: string }): Promise<Entry[] | null> {
    const [told, enrolment, person] = [machine.told.value, machine.enrolment.value, me()]
    if (!sender || !enrolment || !told) return null
    const ms = notBefore(held.value, moment())
    const by = person?.kind === 'account' ? { by: person.id } : {}
    const place = over ?? { day: told.day.day, site: enrolment.site }
    const entries = all.map((said): Entry => ({ id: nextId(ms), ...place, at: inZone(ms, ZONE), ...by, ...said }))
    try {
      await sender.keep(entries)
    } catch (error) {
      machine.faulty(error)
      return null
    }
    machine.fault.value = null
    return entries
  }

  return {
    ...{ outbox, unreadable, held, own, open },
    newId: () => nextId(moment()),
    say: async (said: Said, over?: { day: string; site: string }) => (await sayAll([said], over))?.[0] ?? null,
    sayAll: (said: Said[]) => sayAll(said),
    deal: async (ids: string[]) => sender?.deal(ids),
    enrol: (site: string | null, where: 'here' | 'elsewhere') => sender?.enrol(site, where),
    sendNow: () => sender?.wake(),
    /** Forgets what is days old and counted. */
    async forgetOld(): Promise<void> {
      const [vault, today] = [machine.vault.value, machine.told.value?.day.day]
      if (vault && outbox.value) await drop(vault, overIn(outbox.value, today, wall()))
    },
    close: () => sender?.close(),
  }
}

export type Outgoing = ReturnType<typeof makeOutgoing>

const random = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes)

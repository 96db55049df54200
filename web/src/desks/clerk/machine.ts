/** What the parts of the desk share: this machine's vault once it is open, whose device it is, what it was told, what failed. */
import { shallowRef } from 'vue'
import { type Api, type Language, makeApi, patient } from '../../api'
import type { KeptBookings } from '../../day/arrival/booked'
import type { Told } from '../../day/arrival/told'
import type { Enrolment } from '../../sites/device'
import type { Reference } from '../../types'
import { type Vault, VaultFault } from '../../vault'

/** A line that swallows what it is given must not hold the desk up (ms). */
const PATIENCE = 15_000

export function makeMachine(language: () => Language) {
  const fault = shallowRef<VaultFault | null>(null)
  const enrolment = shallowRef<Enrolment | null>(null)
  const token = () => enrolment.value?.token ?? null
  return {
    language,
    vault: shallowRef<Vault | null>(null),
    fault,
    enrolment,
    told: shallowRef<Told | null>(null),
    bookings: shallowRef<KeptBookings | null>(null),
    reference: shallowRef<Reference | null>(null),
    token,
    /** Speaks as this device. */
    api: makeApi({ fetch: patient(PATIENCE), language, csrf: () => null, token }) as Api,
    /** A vault that fails is said on the desk; anything else is a fault of ours. */
    faulty(error: unknown): void {
      if (!(error instanceof VaultFault)) throw error
      fault.value = error
    },
  }
}

export type Machine = ReturnType<typeof makeMachine>

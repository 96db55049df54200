/** This browser as a site's device: what its enrolment gave it, and who last sat at it. */
import type { Api } from '../api'
import type { Numbers } from '../day/arrival/numbers'
import { RESERVED, type Reserved } from '../day/arrival/tickets'
import { codeDigits } from '../typed'
import { read, type Vault, write } from '../vault'
import { markDevice } from './mark'

/** The answer to a claimed code; `token` speaks for this device and for this site's entries only. */
export interface Enrolment {
  device: string
  token: string
  site: string
  label: string
}

/** The account here was signed out: persons are hidden until a sign-in or until the device is enrolled again. */
export interface Locked {
  since: number
  /** The line was cut: the server has not heard of it yet. */
  owed: boolean
}

export const enrolmentIn = (vault: Vault) => read<Enrolment>(vault, 'enrolment')
export const lockIn = (vault: Vault) => read<Locked>(vault, 'locked')

/** Eight digits, however they were typed: 1234 5678, １２３４５６７８. */
export function codeOf(typed: string): string | null {
  const digits = codeDigits(typed)
  return /^\d{8}$/.test(digits) ? digits : null
}

/** What a code is for; looking does not use it up. */
export interface CodeLook {
  site: string
  name_zh: string
  name_en: string
  label: string
}

export const lookAt = (api: Api, code: string) => api.post<CodeLook>('/api/enrolments/look', { code })

/** Turns the coordinator's code into an enrolment and keeps it, sealed, before it is used. */
export async function claim(api: Api, vault: Vault, code: string): Promise<Enrolment> {
  const answer = await api.post<Enrolment & { tickets: Numbers }>('/api/enrolments/claim', { code })
  const { device, token, site, label, tickets } = answer
  const enrolment = { device, token, site, label }
  await write(vault, RESERVED, { device, ...tickets } satisfies Reserved)
  await write(vault, 'enrolment', enrolment)
  await write(vault, 'locked', null)
  markDevice()
  return enrolment
}

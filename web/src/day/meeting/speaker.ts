/** The principal by which this browser takes part in a meeting: the site's device, or the account signed in. */
import { type Language, makeApi, Problem } from '../../api'
import type { Session } from '../../session'
import { enrolmentIn } from '../../sites/device'
import { openVault } from '../../vault'

export function makeSpeaker(session: Session, asSite: boolean, language: () => Language) {
  let token: string | null = null
  let api = session.api

  async function becomeDevice(): Promise<void> {
    const enrolment = await openVault()
      .then(enrolmentIn)
      .catch(() => null)
    if (!enrolment) throw new Problem(401, 'not_enrolled', '')
    token = enrolment.token
    api = makeApi({ language, csrf: () => null, token: () => token })
  }

  return {
    language,
    api: () => api,
    token: () => token,
    /** Whether the principal is known; false without a sign-in. @throws Problem */
    async known(): Promise<boolean> {
      if (!asSite) return (await session.known()) !== null
      await becomeDevice()
      return true
    },
  }
}

export type Speaker = ReturnType<typeof makeSpeaker>

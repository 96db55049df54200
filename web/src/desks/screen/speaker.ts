/** The principal by which the screen asks: this browser's device where it is the site's, else the account signed in. */
import { type Language, makeApi, patient } from '../../api'
import { type Session, SIGNED_IN } from '../../session'
import { enrolmentIn } from '../../sites/device'
import { store } from '../../storage'
import { openVault, VaultFault } from '../../vault'

const PATIENCE = 10_000

/** Null where this is no device of the site and no account is signed in. */
export async function speakerFor(site: string, session: Session, language: () => Language) {
  const token = await deviceToken(site)
  if (token)
    return { token, api: makeApi({ fetch: patient(PATIENCE), language, csrf: () => null, token: () => token }) }
  return (await isSignedIn(session)) ? { token: undefined, api: session.api } : null
}

/** Asked only where an account has signed in before: a screen without one is told so without a request. */
async function isSignedIn(session: Session): Promise<boolean> {
  if (store.getItem(SIGNED_IN) !== 'yes') return false
  return (await session.known().catch(() => null)) !== null
}

/** The enrolment of this browser where it is this site's; a screen without one acts for the account signed in. */
async function deviceToken(site: string): Promise<string | null> {
  try {
    const enrolment = await enrolmentIn(await openVault())
    return enrolment?.site === site ? enrolment.token : null
  } catch (fault) {
    if (fault instanceof VaultFault) return null
    throw fault
  }
}

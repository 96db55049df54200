/** Proves to the server that the account signed in here sits at this machine, so that its entries bear it (decision 094). */
import { Problem } from '../../api'
import type { Session } from '../../session'

export function makeAuthor(session: Pick<Session, 'me' | 'api'>, token: () => string | null) {
  let settled = ''
  return {
    /** Once per account and device; without a line it is tried again with the next call. */
    async prove(): Promise<void> {
      const [me, device] = [session.me.value, token()]
      if (me?.kind !== 'account' || !device || settled === `${me.id} ${device}`) return
      const before = settled
      settled = `${me.id} ${device}`
      try {
        await session.api.post('/api/me/device', { token: device })
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem
        if (problem.status === 0 || problem.status >= 500) settled = before
      }
    },
  }
}

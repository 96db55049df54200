import type { NavigationGuardReturn, RouteLocationNormalized } from 'vue-router'
import { Problem } from './api'
import { NOT_HELD } from './before/agenda/days'
import { homeOf } from './routes'
import type { Session } from './session'
import type { Days, Me } from './types'

/** Whether the account signed in may open this page; otherwise, the page to open instead. */
export async function mayOpen(to: RouteLocationNormalized, session: Session): Promise<NavigationGuardReturn> {
  if (to.meta.open) return true
  const me = await whoOrNoLine(session)
  if (me === 'no_line') return { name: 'no-line', query: { next: to.fullPath }, replace: true }
  if (!me) return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath }, replace: true }
  if (me.totp_required) return to.name === 'sessions' || { name: 'sessions', replace: true }
  if (to.name === 'home') return (await isBeforeTheFirst(me, session)) ? '/start' : homeOf(me)
  return !to.meta.needs || me.capabilities.includes(to.meta.needs) || { name: 'no-rights', replace: true }
}

/** An organiser without any day to look at begins with the first steps. */
async function isBeforeTheFirst(me: Me, { api }: Session): Promise<boolean> {
  if (!me.capabilities.includes('manage_days')) return false
  const days = await api.get<Days>('/api/days').catch(() => null)
  return days !== null && !days.items.some((day) => !NOT_HELD.has(day.state))
}

async function whoOrNoLine(session: Session): Promise<Me | null | 'no_line'> {
  try {
    return await session.known()
  } catch (problem) {
    if (problem instanceof Problem) return 'no_line'
    throw problem
  }
}

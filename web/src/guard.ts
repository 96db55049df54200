import type { NavigationGuardReturn, RouteLocationNormalized } from 'vue-router'
import { Problem } from './api'
import { homeOf } from './routes'
import type { Session } from './session'
import type { Me } from './types'

/** Whether the account signed in may open this page; otherwise, the page to open instead. */
export async function mayOpen(to: RouteLocationNormalized, session: Session): Promise<NavigationGuardReturn> {
  if (to.meta.open) return true
  const me = await whoOrNoLine(session)
  if (me === 'no_line') return { name: 'no-line', query: { next: to.fullPath }, replace: true }
  if (!me) return { name: 'sign-in', query: to.path === '/' ? {} : { next: to.fullPath }, replace: true }
  if (me.totp_required) return to.name === 'sessions' || { name: 'sessions', replace: true }
  if (to.name === 'home') return homeOf(me)
  return !to.meta.needs || me.capabilities.includes(to.meta.needs) || { name: 'no-rights', replace: true }
}

async function whoOrNoLine(session: Session): Promise<Me | null | 'no_line'> {
  try {
    return await session.known()
  } catch (problem) {
    if (problem instanceof Problem) return 'no_line'
    throw problem
  }
}

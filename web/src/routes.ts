/** Where each desk is. One line, one lazily loaded chunk. */
import type { RouteRecordRaw } from 'vue-router'
import { bulletinRoutes } from './desks/bulletin/routes'
import { casesRoutes } from './desks/cases/routes'
import { signOffRoutes } from './desks/signOff/routes'
import { supervisionRoutes } from './desks/supervision/routes'
import type { Me } from './types'

declare module 'vue-router' {
  interface RouteMeta {
    /** May be opened without signing in. */
    open?: boolean
    /** The capability without which the page is not shown. */
    needs?: string
    /** Which page it is, as its tab says: a word of `shell.title`. */
    title?: string
    /** The desk words an ended session itself, because it holds what was typed. */
    ownsExpiry?: boolean
  }
}

export const routes: RouteRecordRaw[] = [
  { path: '/', name: 'home', component: () => import('./states/NotFound.vue') },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./people/SignIn.vue'),
    meta: { title: 'sign_in', open: true },
  },
  {
    path: '/invitations/:token',
    name: 'invitation',
    component: () => import('./people/Invitation.vue'),
    meta: { title: 'invitation', open: true },
    props: true,
  },
  {
    path: '/wall',
    name: 'wall',
    component: () => import('./desks/wall/WallPage.vue'),
    meta: { title: 'wall', needs: 'see_tally' },
  },
  {
    path: '/days/:day/wall',
    name: 'wall-of-day',
    component: () => import('./desks/wall/WallPage.vue'),
    meta: { title: 'wall', needs: 'see_tally' },
    props: true,
  },
  {
    path: '/days/:day/projector',
    name: 'projector',
    component: () => import('./desks/wall/WallPage.vue'),
    meta: { title: 'projector', needs: 'see_tally' },
    props: (route) => ({ day: route.params.day, projected: true }),
  },
  {
    path: '/start',
    name: 'start',
    component: () => import('./desks/start/StartPage.vue'),
    meta: { title: 'start', needs: 'manage_days' },
  },
  {
    path: '/calendar',
    name: 'calendar',
    component: () => import('./desks/calendar/CalendarPage.vue'),
    meta: { title: 'calendar', needs: 'manage_days' },
  },
  {
    path: '/days',
    name: 'days',
    component: () => import('./desks/days/DaysPage.vue'),
    meta: { title: 'days', needs: 'manage_days' },
  },
  {
    path: '/days/new',
    name: 'day-new',
    component: () => import('./desks/days/NewDayPage.vue'),
    meta: { title: 'day_new', needs: 'manage_days' },
  },
  {
    path: '/days/:day',
    name: 'day',
    component: () => import('./desks/days/DayPage.vue'),
    meta: { title: 'day', needs: 'manage_days' },
    props: true,
  },
  {
    path: '/days/:day/roster',
    name: 'roster',
    component: () => import('./desks/days/RosterPage.vue'),
    meta: { title: 'roster', needs: 'keep_roster' },
    props: true,
  },
  {
    path: '/plan',
    name: 'planning',
    component: () => import('./desks/planning/PlanPage.vue'),
    meta: { title: 'planning', needs: 'manage_days' },
  },
  {
    path: '/days/:day/plan',
    name: 'planning-of-day',
    component: () => import('./desks/planning/PlanPage.vue'),
    meta: { title: 'planning', needs: 'manage_days' },
    props: true,
  },
  {
    path: '/bookings',
    name: 'bookings',
    component: () => import('./desks/bookings/BookingsPage.vue'),
    meta: { title: 'bookings', needs: 'see_persons' },
  },
  {
    path: '/days/:day/bookings',
    name: 'bookings-of-day',
    component: () => import('./desks/bookings/BookingsPage.vue'),
    meta: { title: 'bookings', needs: 'see_persons' },
    props: true,
  },
  {
    path: '/absences',
    name: 'absences',
    component: () => import('./desks/absences/AbsencesPage.vue'),
    meta: { title: 'absences' },
  },
  { path: '/duty', name: 'duty', component: () => import('./desks/duty/DutyPage.vue'), meta: { title: 'duty' } },
  {
    path: '/triage',
    name: 'triage',
    component: () => import('./desks/triage/TriagePage.vue'),
    meta: { title: 'triage', needs: 'triage' },
  },
  { path: '/asked', name: 'asked', component: () => import('./desks/asked/AskedPage.vue'), meta: { title: 'asked' } },
  {
    path: '/readiness',
    name: 'readiness',
    component: () => import('./desks/readiness/ReadinessPage.vue'),
    meta: { title: 'readiness', needs: 'run_site' },
  },
  {
    path: '/days/:day/readiness',
    name: 'readiness-of-day',
    component: () => import('./desks/readiness/ReadinessPage.vue'),
    meta: { title: 'readiness', needs: 'run_site' },
    props: true,
  },
  ...casesRoutes,
  ...signOffRoutes,
  ...bulletinRoutes,
  ...supervisionRoutes,
  {
    path: '/people',
    name: 'people',
    component: () => import('./people/AccountsPage.vue'),
    meta: { title: 'people', needs: 'manage_people' },
  },
  {
    path: '/notices',
    name: 'notices',
    component: () => import('./notices/NoticesPage.vue'),
    meta: { title: 'notices', needs: 'manage_days' },
  },
  {
    path: '/audit',
    name: 'audit',
    component: () => import('./people/AuditPage.vue'),
    meta: { title: 'audit', needs: 'see_log' },
  },
  {
    path: '/sites',
    name: 'sites',
    component: () => import('./sites/SitesPage.vue'),
    meta: { title: 'sites', needs: 'manage_days' },
  },
  {
    path: '/units',
    name: 'units',
    component: () => import('./units/UnitsPage.vue'),
    meta: { title: 'units', needs: 'manage_units' },
  },
  {
    path: '/topics',
    name: 'topics',
    component: () => import('./before/topics/TopicsPage.vue'),
    meta: { title: 'topics', needs: 'see_tally' },
  },
  {
    path: '/devices',
    name: 'devices',
    component: () => import('./sites/DevicesPage.vue'),
    meta: { title: 'devices', needs: 'enrol_device' },
  },
  {
    path: '/sessions',
    name: 'sessions',
    component: () => import('./people/SessionsPage.vue'),
    meta: { title: 'sessions' },
  },
  {
    path: '/desk',
    name: 'desk',
    component: () => import('./desks/clerk/ClerkDesk.vue'),
    meta: { title: 'desk', open: true, ownsExpiry: true },
  },
  {
    path: '/check',
    name: 'check',
    component: () => import('./desks/check/CheckPage.vue'),
    meta: { title: 'check', open: true },
  },
  {
    path: '/calling/:site',
    name: 'calling',
    component: () => import('./desks/screen/CallingScreen.vue'),
    meta: { title: 'calling', open: true, ownsExpiry: true },
    props: true,
  },
  {
    path: '/leader',
    name: 'leader',
    component: () => import('./desks/leader/LeaderDesk.vue'),
    meta: { title: 'leader', needs: 'call' },
  },
  {
    path: '/days/:day/leader',
    name: 'leader-of-day',
    component: () => import('./desks/leader/LeaderDesk.vue'),
    meta: { title: 'leader', needs: 'call' },
    props: true,
  },
  {
    path: '/room/:id',
    name: 'room',
    component: () => import('./desks/room/Room.vue'),
    meta: { title: 'room', open: true, ownsExpiry: true },
    props: (route) => ({ id: route.params.id, asSite: route.query.as === 'site' }),
  },
  {
    path: '/invited',
    name: 'invited',
    component: () => import('./desks/official/Invited.vue'),
    meta: { title: 'invited' },
  },
  {
    path: '/enrol',
    name: 'enrol',
    component: () => import('./sites/Enrolment.vue'),
    meta: { title: 'enrol', open: true },
  },
  {
    path: '/register',
    name: 'register',
    component: () => import('./desks/register/CodePage.vue'),
    meta: { title: 'register_code', open: true },
  },
  {
    path: '/register/:code',
    name: 'register-at',
    component: () => import('./desks/register/RegisterPage.vue'),
    meta: { title: 'register', open: true },
    props: true,
  },
  {
    path: '/no-rights',
    name: 'no-rights',
    component: () => import('./states/NoRights.vue'),
    meta: { title: 'no_rights' },
  },
  {
    path: '/no-line',
    name: 'no-line',
    component: () => import('./states/NoLine.vue'),
    meta: { title: 'no_line', open: true },
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./states/NotFound.vue'),
    meta: { title: 'not_found', open: true },
  },
]

/** The first page after a sign-in. */
export function homeOf(me: Me): string {
  if (me.totp_required) return '/sessions'
  if (me.capabilities.includes('record_entries')) return '/desk'
  if (me.capabilities.includes('call')) return '/leader'
  if (me.capabilities.includes('see_tally')) return '/wall'
  if (me.capabilities.includes('manage_people')) return '/people'
  if (me.capabilities.includes('see_log')) return '/audit'
  return me.roles.includes('interpreter') ? '/invited' : '/no-rights'
}

/** A path of this site to go to after signing in; anything else (another site's address) is dropped. */
export function safeNext(next: unknown): string | null {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : null
}

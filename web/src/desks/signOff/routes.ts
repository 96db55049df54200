/** Where the sign-off is. */
import type { RouteRecordRaw } from 'vue-router'

export const signOffRoutes: RouteRecordRaw[] = [
  {
    path: '/sign-off',
    name: 'sign-off',
    component: () => import('./SignOffPage.vue'),
    meta: { title: 'sign_off', needs: 'see_tally' },
  },
  {
    path: '/days/:day/sign-off',
    name: 'sign-off-of-day',
    component: () => import('./SignOffPage.vue'),
    meta: { title: 'sign_off', needs: 'see_tally' },
    props: true,
  },
]

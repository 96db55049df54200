/** Where the pages of supervision are. */
import type { RouteRecordRaw } from 'vue-router'

export const supervisionRoutes: RouteRecordRaw[] = [
  {
    path: '/supervision',
    name: 'supervision',
    component: () => import('./SupervisionPage.vue'),
    meta: { title: 'supervision', needs: 'follow_cases' },
  },
  {
    path: '/supervision/:ident',
    name: 'supervision-group',
    component: () => import('./GroupPage.vue'),
    meta: { title: 'supervision_group', needs: 'follow_cases' },
    props: true,
  },
]

/** Where the pages of cases are. */
import type { RouteRecordRaw } from 'vue-router'

export const casesRoutes: RouteRecordRaw[] = [
  {
    path: '/cases',
    name: 'cases',
    component: () => import('./CasesPage.vue'),
    meta: { title: 'cases', needs: 'see_records' },
  },
  {
    path: '/my-cases',
    name: 'unit-cases',
    component: () => import('./UnitCasesPage.vue'),
    meta: { title: 'unit_cases' },
  },
  {
    path: '/my-cases/:ident',
    name: 'unit-case',
    component: () => import('./UnitCasePage.vue'),
    meta: { title: 'unit_case' },
    props: true,
  },
  {
    path: '/cases/tasks',
    name: 'case-tasks',
    component: () => import('./TasksPage.vue'),
    meta: { title: 'case_tasks', needs: 'follow_cases' },
  },
  {
    path: '/cases/samples',
    name: 'case-samples',
    component: () => import('./SamplesPage.vue'),
    meta: { title: 'case_samples', needs: 'follow_cases' },
  },
  {
    path: '/cases/:ident',
    name: 'case',
    component: () => import('./CasePage.vue'),
    meta: { title: 'case', needs: 'see_records' },
    props: true,
  },
]

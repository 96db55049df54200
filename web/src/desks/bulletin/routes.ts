/** Where the pages of bulletins are. */
import type { RouteRecordRaw } from 'vue-router'

export const bulletinRoutes: RouteRecordRaw[] = [
  {
    path: '/bulletin',
    name: 'bulletins',
    component: () => import('./BulletinsPage.vue'),
    meta: { title: 'bulletins', needs: 'see_tally' },
  },
  {
    path: '/bulletin/:ident',
    name: 'bulletin',
    component: () => import('./BulletinPage.vue'),
    meta: { title: 'bulletin', needs: 'see_tally' },
    props: true,
  },
]

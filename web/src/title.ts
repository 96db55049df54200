/** The title of the page in the browser's tab: what it shows just now, which page it is, and the product. */
import { onScopeDispose, shallowRef, watchEffect } from 'vue'
import type { Router } from 'vue-router'

type Say = (key: string) => string

const shown = shallowRef('')

/** Keep the title of the document what the open page and the language say. */
export function keepTitle(router: Router, say: Say): void {
  watchEffect(() => {
    const { title } = router.currentRoute.value.meta
    const parts = [shown.value, title ? say(`shell.title.${title}`) : '', say('shell.product')]
    document.title = parts.filter(Boolean).join(' · ')
  })
}

/** A page says what it shows just now, for as long as it is open: a place, a site, a ticket. */
export function useTitle(get: () => string | undefined): void {
  const stop = watchEffect(() => {
    shown.value = get() ?? ''
  })
  onScopeDispose(() => {
    stop()
    shown.value = ''
  })
}

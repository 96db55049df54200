import { computed, type Ref, watch } from 'vue'
import type { Board, Reference } from '../../types'

/** Calls `ask` once for each set of sites that a board has and the reference does not: they joined after it was read. */
export function useUnknownSites(board: Ref<Board | null>, reference: () => Reference, ask: () => void): void {
  const unknown = computed(() => {
    const known = new Set(reference().sites.map((one) => one.site))
    return Object.keys(board.value?.sites ?? {})
      .filter((site) => !known.has(site))
      .sort()
      .join()
  })
  watch(unknown, (sites) => sites && ask(), { immediate: true })
}

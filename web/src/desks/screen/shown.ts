/** What the screen shows: the last it was told, kept over a reload without a line. */
import { shallowRef } from 'vue'
import { steady } from '../../steady'
import { store } from '../../storage'
import type { CallingScreen } from '../../types'

const KEPT_AS = 'reception.calling.'

export function makeShown(site: string) {
  const facts = shallowRef<CallingScreen | null>(lastKept(site))
  const heardAt = shallowRef(steady())
  /** Told by the desk on this computer while the line is cut. */
  const local = shallowRef(false)
  return {
    facts,
    heardAt,
    local,
    take(next: CallingScreen, by: 'server' | 'desk'): void {
      facts.value = next
      heardAt.value = steady()
      local.value = by === 'desk'
      store.setItem(KEPT_AS + site, JSON.stringify(next))
    },
  }
}

export type Shown = ReturnType<typeof makeShown>

/** Numbers only, so it may lie open: what the screen showed before it was reloaded without a line. */
function lastKept(site: string): CallingScreen | null {
  const kept = store.getItem(KEPT_AS + site)
  try {
    return kept ? JSON.parse(kept) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null // damaged: the server tells it anew
    throw error
  }
}

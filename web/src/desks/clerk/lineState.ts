/** Whether the server answers this desk, and since when. */
import { shallowRef } from 'vue'
import type { Line } from '../../day/arrival/useDesk'
import { steady } from '../../steady'

export function makeLineState(onUp: () => void) {
  const line = shallowRef<Line>({ up: navigator.onLine, since: steady() })
  return {
    line,
    is(up: boolean): void {
      if (line.value.up === up) return
      line.value = { up, since: steady() }
      if (up) onUp()
    },
  }
}

/** One command at a time: what is pressed while one is under way does nothing, whichever key or button it was. */
import { type Ref, ref } from 'vue'

export interface Once {
  busy: Ref<boolean>
  /** What the work gives; null if another is under way, and then nothing is done. */
  once<T>(work: () => Promise<T>): Promise<T | null>
}

export function makeOnce(): Once {
  const busy = ref(false)
  async function once<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    try {
      return await work()
    } finally {
      busy.value = false
    }
  }
  return { busy, once }
}

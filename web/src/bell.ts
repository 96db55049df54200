import { onMounted, onUnmounted, type Ref, watch } from 'vue'
import { makeChime } from './chime'

/** So often it rings again without an answer (ms). */
const AGAIN = 5_000

/**
 * Rings while there is something to answer, and at once where something else is: `ringing` names what, empty is quiet.
 * With `once` it rings for each name and then rests.
 */
export function useBell(ringing: Ref<string>, { once = false } = {}): void {
  const chime = makeChime()
  const touched = new AbortController()
  let timer: ReturnType<typeof setInterval> | undefined

  /** Browsers let a page sound after it was touched: any key or click on it is that touch. */
  async function wake(): Promise<void> {
    if (await chime.wake()) touched.abort()
  }

  onMounted(() => {
    for (const kind of ['keydown', 'pointerdown']) document.addEventListener(kind, wake, { signal: touched.signal })
  })
  watch(
    ringing,
    (now, before) => {
      clearInterval(timer)
      if (!now) return
      if (now !== before) chime.ring()
      if (!once) timer = setInterval(chime.ring, AGAIN)
    },
    { immediate: true },
  )
  onUnmounted(() => {
    clearInterval(timer)
    touched.abort()
  })
}

import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Language } from '../../api'
import { type Line, lineUrl, openLine } from '../../line'
import { type LineTest, type Phase, startLineTest } from './lineTest'
import { makeNoise, type Noise } from './noise'

/** A device's tests of its line, over its own live line; a line that breaks ends the test. */
export function useLineTest(token: () => string | null, language: () => Language) {
  const phase = shallowRef<Phase>({ at: 'idle' })
  const up = ref(false)
  const roundTrips = ref<number[]>([])
  let line: Line | null = null
  let test: LineTest | null = null
  let noise: Noise | null = null

  function stop(): void {
    test?.close()
    noise?.stop()
    test = noise = null
  }
  function become(next: Phase): void {
    phase.value = next
    if (next.at === 'done' || next.at === 'failed') stop()
  }
  function connect(): void {
    if (line) return
    line = openLine({
      url: lineUrl(location),
      language: language(),
      token: token() ?? undefined,
      onFrame(frame) {
        if (frame.type === 'welcome') {
          up.value = true
          line?.settled()
        } else test?.hear(frame)
      },
      onCut() {
        up.value = false
        if (test) become({ at: 'failed', code: 'no_line' })
      },
    })
  }
  function start(day: string): void {
    stop()
    roundTrips.value = []
    noise = makeNoise()
    const { track } = noise
    test = startLineTest({
      day,
      track,
      say: (word) => line?.say(word),
      onPhase: become,
      onRoundTrip: (ms) => {
        roundTrips.value = [...roundTrips.value, ms]
      },
    })
  }
  onScopeDispose(() => {
    stop()
    line?.close()
  })
  return { phase, up, roundTrips, connect, start }
}

import { computed, onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Language } from '../../api'
import { dayTime } from '../../clock'
import { feedUrl, openFeed } from '../../connection'
import { useSession } from '../../session'
import { NOTHING_YET, type Watching } from '../../state'
import { steady } from '../../steady'
import type { FromServer } from '../../types'

/** After this long without a word from the server, what is shown may be old. */
const OLD_AFTER = 30_000

/** A day as this desk hears it, in the scope of `place`; another place or language opens the feed anew. */
export function useWatching(day: Ref<string>, place: Ref<string | null>, onFrame?: (frame: FromServer) => void) {
  const session = useSession()
  const { locale } = useI18n()
  const heard = shallowRef<Watching>(NOTHING_YET)
  /** The place that the board on the screen is of: it stays until the next place's board has come. */
  const shownPlace = ref<string | null>(null)
  const real = ref(steady())
  const beat = setInterval(() => {
    real.value = steady()
  }, 1_000)
  onScopeDispose(() => clearInterval(beat))

  /** A cut may be the line's doing or the end of the session: the answer tells (and without one it was the line). */
  function askWhoIAm(): void {
    session.refresh().catch(() => undefined)
  }

  watch(
    [day, place],
    ([dayNow, placeNow], _before, onCleanup) => {
      const feed = openFeed({
        url: feedUrl(location),
        day: dayNow,
        place: placeNow,
        language: locale.value as Language,
        onChange: (state) => {
          if (state.board) shownPlace.value = placeNow
          heard.value = state.board ? state : { ...state, board: heard.value.board, clock: heard.value.clock }
          real.value = steady()
          if (state.phase === 'ended') askWhoIAm()
        },
        ...(onFrame ? { onFrame, turns: true } : {}),
        onCut: askWhoIAm,
      })
      onCleanup(() => feed.close())
    },
    { immediate: true },
  )

  const board = computed(() => heard.value.board)
  const now = computed(() => (heard.value.clock ? dayTime(heard.value.clock, real.value) : null))
  const quietFor = computed(() => (heard.value.heardAt === null ? null : Math.max(0, real.value - heard.value.heardAt)))
  /** The day's time of the last word: what is shown is as old as that. */
  const heardAt = computed(() => {
    const { clock, heardAt: at } = heard.value
    return clock && at !== null ? dayTime(clock, at) : null
  })
  const old = computed(
    () => heard.value.phase === 'lost' || heard.value.phase === 'ended' || (quietFor.value ?? 0) > OLD_AFTER,
  )
  return { heard, board, shownPlace, now, heardAt, quietFor, old }
}

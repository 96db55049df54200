import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { Problem } from '../../api'
import { type DayClock, dateIn, dayTime, endOf, ZONE } from '../../clock'
import { steady, watchWall } from '../../steady'
import type { Day } from '../../types'
import type { Room } from './useRoom'

/** The day of a meeting and its clock, asked for once, and again when this machine slept or its clock was set. */
export function useReceptionDay(room: Room) {
  const day = shallowRef<Day | null>(null)
  const clock = shallowRef<DayClock | null>(null)
  let isOld = false

  async function ask(): Promise<void> {
    const at = room.meeting.value?.day
    if (!at || (day.value && !isOld)) return
    try {
      const asked = steady()
      const found = await room.api().get<Day>(`/api/days/${encodeURIComponent(at)}`)
      const { now: told, speed, ends_at } = found.clock
      const ends = ends_at ? Date.parse(ends_at) : null
      clock.value = { now: Date.parse(told), at: (asked + steady()) / 2, speed, ends }
      day.value = found
      isOld = false
    } catch (found) {
      if (!(found instanceof Problem)) throw found // asked again with the next word of the meeting
    }
  }
  watch(() => room.meeting.value, ask, { immediate: true })
  const unwatch = watchWall(() => {
    isOld = true
    ask()
  })
  onScopeDispose(unwatch)

  /** The day's time (ms), each second; this machine's until the day's is known. */
  const now = computed(() => {
    if (!clock.value || !day.value) return room.real.value
    const time = dayTime(clock.value, room.real.value)
    return day.value.is_rehearsal ? Math.min(time, endOf(day.value.day, ZONE)) : time
  })
  return { day, now, today: computed(() => dateIn(now.value, ZONE)), isKnown: () => clock.value !== null }
}

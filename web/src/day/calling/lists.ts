/** The people who wait at the site's own desk, and the room for the next person. */
import { computed, ref } from 'vue'
import { inSession } from '../arrival/list'
import { roomsAt } from '../arrival/told'
import type { Desk } from '../arrival/useDesk'
import { nextOf, queueOf } from './queue'
import { nextRoom, roomsOf } from './rooms'

export function makeLists(desk: Desk) {
  const chosenRoom = ref<number | null>(null)
  const count = computed(() => roomsAt(desk.own.value.rooms, desk.told.value, desk.reference.value))
  const appointed = computed(() => {
    const items = desk.bookings.value?.items ?? []
    return new Map(items.flatMap((one) => (one.appointment ? [[one.id, one.appointment.begins_at] as const] : [])))
  })
  const turns = computed(() => new Map(desk.told.value?.turns.turns.map((turn) => [turn.matter, turn])))
  const list = computed(() =>
    queueOf({
      rows: desk.rows.value,
      held: desk.held.value,
      told: desk.told.value?.turns ?? null,
      now: desk.now.value,
      rooms: count.value,
      appointed: appointed.value,
    }),
  )
  const sitting = computed(() => inSession(desk.rows.value))
  const rooms = computed(() =>
    roomsOf(
      count.value,
      list.value,
      sitting.value,
      (row) => row.called.room ?? turns.value.get(row.matter)?.called?.room ?? null,
    ),
  )
  const room = computed({
    get: () => nextRoom(rooms.value, chosenRoom.value),
    set: (number) => {
      chosenRoom.value = number
    },
  })
  return { list, next: computed(() => nextOf(list.value)), sitting, rooms, room }
}

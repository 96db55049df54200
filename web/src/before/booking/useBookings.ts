import { ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import type { Attachments, BookingRow, BookingTimes, OfficersBooking } from '../../types'
import { ordered } from './bookings'

interface Page {
  items: BookingRow[]
  more: boolean
}

/** The pre-registrations of a day within one's places; one of them in full, and the times that leaders have for it. */
export function useBookings(api: Api, day: string) {
  const rows = shallowRef<BookingRow[] | null>(null)
  const more = ref(false)
  const shown = shallowRef<OfficersBooking | null>(null)
  const files = shallowRef<Attachments['items']>([])
  const times = shallowRef<BookingTimes | null>(null)
  const path = `/api/days/${encodeURIComponent(day)}/bookings`

  async function load(): Promise<void> {
    const page = await api.get<Page>(path)
    ;[rows.value, more.value] = [ordered(page.items), page.more]
  }
  async function further(): Promise<void> {
    const last = rows.value
      ?.map((one) => one.id)
      .sort()
      .at(-1)
    const page = await api.get<Page>(path, { after: last ?? '' })
    ;[rows.value, more.value] = [ordered([...(rows.value ?? []), ...page.items]), page.more]
  }
  /** @param plans whether the viewer may appoint, and so reads the free times too. */
  async function open(id: string, plans: boolean): Promise<void> {
    const [full, told, free] = await Promise.all([
      api.get<OfficersBooking>(`/api/bookings/${id}`),
      api.get<Attachments>(`/api/bookings/${id}/attachments`),
      plans ? api.get<BookingTimes>(`/api/bookings/${id}/times`, { day }) : null,
    ])
    ;[shown.value, times.value, files.value] = [full, free, told.items]
  }
  async function agree(at: { leader: string; begins: number; meeting: string } | null): Promise<void> {
    const one = shown.value
    if (!one) return
    await api.post(`/api/bookings/${one.id}/appointment`, { version: one.version, at: at && { day, ...at } })
    await Promise.all([load(), open(one.id, true)])
  }
  return { rows, more, shown, times, files, load, further, open, agree }
}

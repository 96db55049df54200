/** The day's pre-registrations at the desk: kept sealed for when the line is cut, and the form that one fills. Pure but for `askBookings`. */
import type { Api } from '../../api'
import { exactWan } from '../../money'
import { codeOf, plain } from '../../typed'
import type { DeskBooking } from '../../types'
import { emptyRegistration, type RegistrationForm } from './registration'
import { typedOf } from './representatives'

export interface KeptBookings {
  site: string
  day: string
  tag: string
  items: DeskBooking[]
}

/** What a leader reads at a glance; the whole stays with the booking. */
const LONGEST_SENTENCE = 200

/** The pre-registrations of a site for a day; what is kept already is not sent again. @throws Problem */
export async function askBookings(
  api: Api,
  site: string,
  day: string,
  kept: KeptBookings | null,
): Promise<KeptBookings | null> {
  const same = kept?.site === site && kept.day === day ? kept : null
  const path = `/api/days/${encodeURIComponent(day)}/sites/${encodeURIComponent(site)}/bookings`
  const answer = await api.get<{ tag: string; items: DeskBooking[] | null }>(path, same ? { known: same.tag } : {})
  return answer?.items ? { site, day, tag: answer.tag, items: answer.items } : same
}

/** Whether what was typed begins a query code, with or without its dashes; four letters name few. */
function isCode(code: string, typed: string): boolean {
  const letters = codeOf(typed)
  return letters.length >= 4 && code.startsWith(letters)
}

/** The bookings still awaited that the typed letters, digits or code name, or those of who is heard with them; else all. */
export function awaited(kept: KeptBookings | null, registered: Set<string>, typed: string): DeskBooking[] {
  const wanted = typed.normalize('NFKC').trim().toLowerCase()
  const digits = wanted.replaceAll(/\D/g, '')
  return (kept?.items ?? []).filter((one) => {
    if (registered.has(one.id)) return false
    const all = [one, ...one.joined]
    const named = [one.respondent, ...all.map(({ name }) => name)].some((word) => word?.toLowerCase().includes(wanted))
    const called = digits.length > 2 && all.some(({ phone }) => plain(phone ?? '').includes(digits))
    return !wanted || named || called || all.some(({ code }) => isCode(code, typed))
  })
}

/** The registration that a booking becomes: the same id, its fields filled. */
export function formOfBooking(booking: DeskBooking, language: string): RegistrationForm {
  const amount = booking.claimed_fen ? exactWan(booking.claimed_fen) : ''
  const representatives = booking.representatives.map(({ name, phone }) => (phone ? { name, phone } : { name }))
  return {
    ...emptyRegistration(),
    matter: booking.id,
    name: booking.name ?? '',
    phone: booking.phone ?? '',
    category: booking.category,
    attendees: String(booking.attendee_count),
    involved: booking.people_count === booking.attendee_count ? '' : String(booking.people_count),
    amount,
    sure: amount,
    summary: [...(booking.summary ?? '').replaceAll(/\s+/g, ' ')].slice(0, LONGEST_SENTENCE).join(''),
    needs: booking.needs as RegistrationForm['needs'],
    channel: 'qr_code',
    representatives: representatives.length ? typedOf([{ name: booking.name ?? '' }, ...representatives]) : '',
    respondent: booking.respondent ?? '',
    problem_region: booking.arose_in,
    language,
  }
}

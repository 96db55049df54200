/**
 * Day codes: `2023-11-09` names the province's joint day, `2023-11-09.430100` a day that a city or a county holds alone.
 * The same table is read by the tests of the server (schedules/reference/day_codes.csv). Pure.
 */
const CODE = /^\d{4}-\d{2}-\d{2}(\.(?!\d{2}0000)[1-9]\d{5})?$/
const DATE = 'YYYY-MM-DD'.length

/** The date that a day code or a date names, YYYY-MM-DD. */
export const dateOf = (code: string): string => code.slice(0, DATE)

/** The region that holds the day alone; null for the joint day. */
export const holderOf = (code: string): string | null => code.slice(DATE + 1) || null

/** The day that a region holds on a date; a province's is the joint day. */
export function dayCode(date: string, holder: string): string {
  return holder.endsWith('0000') ? date : `${date}.${holder}`
}

export function isDayCode(text: string): boolean {
  const date = dateOf(text)
  const at = Date.parse(`${date}T00:00:00Z`)
  return CODE.test(text) && date > '0001' && new Date(at || 0).toISOString().startsWith(date)
}

/** Whether a region or place (its code, six digits or nine) is a region with all below it that the other lies in. */
export function reaches(place: string, region: string): boolean {
  if (place.length > region.length) return false
  return region.startsWith(place.replace(/^(\d{2})0000$/, '$1').replace(/^(\d{4})00$/, '$1'))
}

/** What an account of a place is shown of a day: its place, of a day that a region within it holds alone that region. */
export function placeOn(code: string, place: string): string {
  const holder = holderOf(code)
  return holder !== null && reaches(place, holder) ? holder : place
}

/** What the page of a notice shows, from what the server says. Pure but for the one request. */
import type { Language } from '../../api'
import { dateTime } from '../../format'
import { filled } from '../../locales/filled'
import type { NoticeChange, NoticePlace, PublicNotice, PublicSite } from '../../types'
import type { Words } from './words'

export type Heard = PublicNotice | 'unknown' | 'cut'

/** The day code of an address, empty where it has none. */
export function dayIn(path: string): string {
  return decodeURIComponent(path.split('/')[2] ?? '')
}

/** Read the notice; the browser's copy is asked about each time, so that a postponement is never missed. */
export async function askNotice(day: string, send: typeof fetch = fetch): Promise<Heard> {
  const answer = await send(`/api/public/days/${encodeURIComponent(day)}/notice`, { cache: 'no-cache' }).catch(
    () => null,
  )
  if (answer?.ok) return (await answer.json()) as PublicNotice
  return answer?.status === 404 ? 'unknown' : 'cut'
}

/** The code of a site in an address /notice/at/{site}, null in any other. */
export function siteIn(path: string): string | null {
  const [, , at, code = ''] = path.split('/')
  return at === 'at' ? decodeURIComponent(code) : null
}

export type HeardSite = PublicSite | 'unknown' | 'cut'

/** Read what the public knows of a site. */
export async function askSite(code: string, send: typeof fetch = fetch): Promise<HeardSite> {
  const answer = await send(`/api/public/sites/${encodeURIComponent(code)}`, { cache: 'no-cache' }).catch(() => null)
  if (answer?.ok) return (await answer.json()) as PublicSite
  return answer?.status === 404 ? 'unknown' : 'cut'
}

/** `08:30` of `08:30:00`. */
export function hour(time: string): string {
  return time.slice(0, 'HH:MM'.length)
}

export interface City {
  code: string
  name: string
  places: NoticePlace[]
}

/** The places that a few typed letters name, by city in the order of the notice; all of them without any. */
export function cities(places: readonly NoticePlace[], typed: string, language: Language): City[] {
  const wanted = typed.trim().toLowerCase()
  const found = new Map<string, City>()
  for (const place of places) {
    const said = [place.name_zh, place.name_en, place.city_zh, place.city_en, place.address ?? '']
    if (wanted && !said.some((word) => word.toLowerCase().includes(wanted))) continue
    const city = found.get(place.city) ?? {
      code: place.city,
      name: language === 'en' ? place.city_en : place.city_zh,
      places: [],
    }
    city.places.push(place)
    found.set(place.city, city)
  }
  return [...found.values()]
}

/** One change as a sentence: when, where, what, from and to. */
export function changeSaid(change: NoticeChange, words: Words, language: Language, zone: string): string {
  const value = (said: string | null) => (said === null ? words.nothing : /^\d\d:\d\d:/.test(said) ? hour(said) : said)
  const site = language === 'en' ? change.site_en : change.site_zh
  return filled(site ? words.change_at : words.change, {
    at: dateTime(change.at, language, zone),
    site: site ?? '',
    what: words.parts[change.what] ?? change.what,
    was: value(change.was),
    now: value(change.now),
  })
}

/** Sites and places as a leader reads them. Pure. */
import type { Language } from '../../api'
import { holderOf } from '../../dayCode'
import { shortSite } from '../../format'
import type { Me, Reference } from '../../types'
import { siteNameIn } from '../arrival/names'

export function siteName(reference: Reference, code: string, language: Language): string {
  const site = reference.sites.find((one) => one.site === code)
  return site ? shortSite(language === 'en' ? site.name_en : site.name_zh) : code
}

/** A region's name, or a site's in full (a county and its site are two) where the code is a place's of nine digits. */
export function placeName(reference: Reference, code: string, language: Language): string {
  const site = reference.sites.find((one) => String(one.place) === code)
  if (site) return siteNameIn(reference, site.site, language)
  const region = reference.regions.find((one) => one.code === code)
  if (region) return language === 'en' ? region.name_en : region.name_zh
  return code
}

/** The code of the place that somebody sits at: their site's nine digits, else their region's six. */
export function placeOf(me: Me | null, reference: Reference | null): string {
  const site = reference?.sites.find((one) => one.site === me?.site)
  return site ? String(site.place) : (me?.place.code ?? '')
}

/** Who is asked to take a reception over: the leaders of a place, or the others of one's own. */
export const leadersOf = (place: string, own: string): 'leader.others_of' | 'leader.leaders_of' =>
  place === own ? 'leader.others_of' : 'leader.leaders_of'

/** The leader's desk of a day: one that a region holds alone has an address of its own. */
export function leaderDesk(day: string | undefined): string {
  return day && holderOf(day) ? `/days/${day}/leader` : '/leader'
}

/** Sites and places as they are called on the screens. Pure. */
import type { Language } from '../api'
import { shortSite } from '../format'
import type { Me, Reference } from '../types'

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

/** The code of a person's place: their site's nine digits, else their region's six. */
export function placeOf(me: Me | null, reference: Reference | null): string {
  const site = reference?.sites.find((one) => one.site === me?.site)
  return site ? String(site.place) : (me?.place.code ?? '')
}

/** The page says 演练 where the data is made up. */
const SAMPLE = /^(（示例）|\(Sample\) )/

/** A site as it is called; its code where the reference does not know it. */
export function siteNameIn(reference: Reference | null, code: string, language: Language): string {
  const found = reference?.sites.find((one) => one.site === code)
  return found ? (language === 'en' ? found.name_en : found.name_zh).replace(SAMPLE, '') : code
}

/** The number at which a site answers, null where none is known. */
export function telephoneIn(reference: Reference | null, site: string): string | null {
  return reference?.sites.find((one) => one.site === site)?.telephone ?? null
}

/** The place a matter comes from: every county under its prefecture, found by a part of its name. Pure. */
import type { Language } from '../../api'
import type { Reference } from '../../types'

export interface County {
  code: string
  /** Prefecture and county, as listed. */
  label: string
  /** The county's own names in both languages and the label, in lower case. */
  names: string[]
}

type Regions = Reference['regions']

/** Every county, under its prefecture, in the order of the codes; the prefecture stands first. */
export function countiesOf(regions: Regions, language: Language): County[] {
  const cities = new Map(regions.filter(({ level }) => level === 'city').map((city) => [city.code, city]))
  return regions
    .flatMap((region) => {
      const above = cities.get(region.parent ?? '')
      if (!above && !cities.has(region.code)) return []
      const label = [above, region].flatMap((one) => (one ? [language === 'en' ? one.name_en : one.name_zh] : []))
      const names = [label.join(' '), region.name_zh, region.name_en].map((name) => name.toLowerCase())
      return [{ code: region.code, label: label.join(' '), names }]
    })
    .sort((one, other) => one.code.localeCompare(other.code))
}

/** The code of what is typed: a whole name that only one has, or a part of a name that only one has. */
export function countyIn(counties: County[], typed: string): string {
  const text = typed.trim().toLowerCase()
  if (!text) return ''
  const whole = counties.filter(({ names }) => names.includes(text))
  const found = whole.length ? whole : counties.filter(({ names }) => names.some((name) => name.includes(text)))
  return found.length === 1 ? (found[0]?.code ?? '') : ''
}

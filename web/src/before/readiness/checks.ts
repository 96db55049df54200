/** The readiness of sites as the board has it: bars, problems, what is missing where. Pure. */
import type { Language } from '../../api'
import { shortRegion, shortSite } from '../../format'
import { grouped } from '../../grouped'
import type { LineNumbers, Readiness, ReadySite, Reference, SiteReadiness } from '../../types'

export const ROUNDS = ['t7d', 't1d', 't60', 't10'] as const
export const BARS = ['registered', 'device', 'line', 'leader'] as const
export const CHECKS = [
  'registered',
  'people',
  'leader',
  'room',
  'camera',
  'microphone',
  'speaker',
  'line',
  'power',
  'forms',
] as const
export type Bar = (typeof BARS)[number]
export type Check = (typeof CHECKS)[number]
export type Standing = 'ready' | 'missing' | 'failed'

/** The checks that are of each room; the others are of the whole site. */
export const BY_ROOM: ReadonlySet<string> = new Set(['room', 'camera', 'microphone', 'speaker', 'line'])
/** What follows from the plan: it can be said to have failed, and is passed by changing the plan. */
export const FACTS: ReadonlySet<string> = new Set(['registered', 'people', 'leader'])

/** How a site stands as a whole: failed before missing before ready. */
export function standingOf(site: ReadySite): Standing {
  const found = Object.values(site.bars)
  return found.includes('failed') ? 'failed' : found.includes('missing') ? 'missing' : 'ready'
}

export function sitesOf(board: Readiness): ReadySite[] {
  return Object.values(board.sites).sort((one, other) => one.place - other.place)
}

export function readyBy(sites: ReadySite[], bar: Bar): number {
  return sites.filter((site) => site.bars[bar] === 'ready').length
}

export interface CityRow {
  city: string
  sites: ReadySite[]
  ready: number
}

/** The sites by city, the city with the most sites first, as one reads them on the wall of a room. */
export function citiesOf(sites: ReadySite[]): CityRow[] {
  const rows = [...grouped(sites, (site) => site.city)].map(([city, all]) => {
    return { city, sites: all, ready: all.filter((site) => standingOf(site) === 'ready').length }
  })
  return rows.sort((one, other) => other.sites.length - one.sites.length || one.city.localeCompare(other.city))
}

export interface Trouble {
  bar: Bar
  standing: 'failed' | 'missing'
  sites: ReadySite[]
}

/** What is wrong, grouped by problem: one call fixes one kind. What failed comes before what is missing. */
export function problemsOf(sites: ReadySite[]): Trouble[] {
  const kinds = (['failed', 'missing'] as const).flatMap((standing) =>
    BARS.map((bar) => ({ bar, standing, sites: sites.filter((site) => site.bars[bar] === standing) })),
  )
  return kinds.filter((kind) => kind.sites.length > 0)
}

/** The checks of a bar that a site has not passed in a round. */
export function lackingIn(site: ReadySite, round: string): Check[] {
  const at = ROUNDS.indexOf(round as (typeof ROUNDS)[number])
  return CHECKS.filter((check) => ['x', 'm', '.'].includes(site.marks[check]?.[at] ?? '.'))
}

export const nameOf = (site: ReadySite, language: Language): string =>
  shortSite(language === 'en' ? site.name_en : site.name_zh)

/** The few signs of a cell: the region's everyday name, or what sets a site apart in its region. */
export function cellName(site: ReadySite, reference: Reference, language: Language): string {
  const name = nameOf(site, language)
  const region = reference.regions.find((one) => one.code === site.county)
  const city = reference.regions.find((one) => one.code === site.city)
  if (language === 'en') return name.replace(/ (City|County|District)$/, '')
  if (region && name === region.name_zh) return shortRegion(region.name_zh, region.level)
  return name.replace(city?.name_zh ?? '', '').replace(/^级$/, '本级') || name
}

export const loss = (line: LineNumbers): number => Math.max(line.loss_up, line.loss_down)

/** A share as a percentage with no more digits than say something. */
export function share(part: number): string {
  const percent = part * 100
  return percent > 0 && percent < 10 ? percent.toFixed(1) : String(Math.round(percent))
}

/** The regions of a level that have sites: a province calls its cities, a city its counties, a county its sites. */
export function rollsOf(sites: ReadySite[], place: string): { region: string; sites: ReadySite[] }[] {
  const below = place.endsWith('0000') ? 'city' : 'county'
  return [...grouped(sites, (site) => site[below])].map(([region, all]) => ({
    region,
    sites: all.filter((site) => standingOf(site) !== 'ready'),
  }))
}

/** Whether a site was asked for a line test, and none has come since. */
export function isRetestWanted({ site, results }: SiteReadiness): boolean {
  const asked = site.asked_at
  return asked !== null && !results.some((one) => one.check === 'line' && one.at > asked)
}

/** Which level of government an account's place is: its exceptions are what reached that level. */
export function levelOf(place: string): 'county' | 'city' | 'province' {
  return place.endsWith('0000') ? 'province' : place.length === 6 && place.endsWith('00') ? 'city' : 'county'
}

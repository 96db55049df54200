/** The reception sites of an organiser: what is told of each, how two changes meet, how they are found. Pure. */
import { type Language, Problem } from '../api'
import type { Reference, SiteDetails, SiteDifference, SiteRow } from '../types'
import { NO_DETAILS } from './details'

export const KINDS = ['main', 'sector_sub_venue', 'wage_centre', 'functional_zone', 'industrial_park'] as const

/** What is told of a site and may change. */
export type Told = Pick<SiteRow, 'name_zh' | 'name_en' | 'kind' | 'rooms' | 'telephone' | 'address'>
export const NEW_SITE: Told = { name_zh: '', name_en: '', kind: 'main', rooms: 1, telephone: null, address: null }
export const PARTS = Object.keys(NEW_SITE) as (keyof Told)[]

/** A part of a site that another organiser changed while it was being changed here. */
export interface Change {
  what: keyof Told | keyof SiteDetails
  was: SiteDifference['was']
  now: SiteDifference['now']
}

export function changesOf(problem: unknown): Change[] | null {
  return problem instanceof Problem && problem.code === 'site_changed' ? (problem.told.changed as Change[]) : null
}

export function toldOf({ name_zh, name_en, kind, rooms, telephone, address }: Told): Told {
  return { name_zh, name_en, kind, rooms, telephone, address }
}

export function withTheirs(told: Told, changes: Change[]): Told {
  return { ...told, ...Object.fromEntries(changes.filter((one) => !isDetail(one)).map((one) => [one.what, one.now])) }
}

const isDetail = (change: Change): boolean => change.what in NO_DETAILS

/** As `withTheirs`, of what else is told. */
export function withTheirDetails(details: SiteDetails, changes: Change[]): SiteDetails {
  return { ...details, ...Object.fromEntries(changes.filter(isDetail).map((one) => [one.what, one.now])) }
}

/** Two changes of one site in one: a part that I changed stays mine, all else is theirs. */
export function merged(base: Told, mine: Told, theirs: Told): Told {
  const changed = PARTS.filter((part) => mine[part] !== base[part])
  return { ...theirs, ...Object.fromEntries(changed.map((part) => [part, mine[part]])) }
}

/** As `merged`, of what else is told. */
export function mergedDetails(base: SiteDetails, mine: SiteDetails, theirs: SiteDetails): SiteDetails {
  const parts = Object.keys(NO_DETAILS) as (keyof SiteDetails)[]
  const changed = parts.filter((part) => JSON.stringify(mine[part]) !== JSON.stringify(base[part]))
  return { ...theirs, ...Object.fromEntries(changed.map((part) => [part, mine[part]])) }
}

/** Sites that stand by place, by city. */
export function byCity(sites: SiteRow[]): [string, SiteRow[]][] {
  const groups = new Map<string, SiteRow[]>()
  for (const site of sites) groups.set(site.city, [...(groups.get(site.city) ?? []), site])
  return [...groups]
}

/** The regions that lie within a place of six digits, by city; a place of one site or of a region alone has none. */
export function regionsIn(reference: Reference, place: string): [string, Reference['regions']][] {
  const stem = /^\d{6}$/.test(place) ? place.replace(/(00){1,2}$/, '') : null
  const within = reference.regions.filter((one) => stem !== null && one.code.startsWith(stem))
  const groups = new Map<string, Reference['regions']>()
  for (const one of within) {
    const city = one.level === 'county' ? (one.parent ?? one.code) : one.code
    groups.set(city, [...(groups.get(city) ?? []), one])
  }
  return [...groups]
}

export function regionNames(reference: Reference, language: Language): Map<string, string> {
  return new Map(reference.regions.map((one) => [one.code, language === 'en' ? one.name_en : one.name_zh]))
}

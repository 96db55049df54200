/** The places of a board as rows and tiles, zeros filled in. Pure. */
import type { Language } from '../../api'
import { shortRegion, shortSite } from '../../format'
import { grouped } from '../../grouped'
import type { Board, Counts, Reference, SiteFacts } from '../../types'
import type { MarkKind } from '../../ui/marks'
import { isOff } from './commanding'

export const PROVINCE = '430000'

const NOTHING: Counts = { matters: 0, involved: 0, attendees: 0, resolved_on_site: 0, amount_fen: 0 }

/** A site as the board has it, with the names that the reference has. */
export interface NamedSite extends SiteFacts {
  name: string
  cityName: string
  telephone: string | null
}

/** The sites of a board in order of place, the province's first. */
export function sitesNamed(board: Board, reference: Reference, language: Language): NamedSite[] {
  const known = new Map(reference.sites.map((site) => [site.site, site]))
  const cities = cityNames(reference, language)
  return Object.values(board.sites)
    .map((facts) => {
      const site = known.get(facts.site)
      const name = site ? siteName(site, language) : facts.site
      return { ...facts, name, cityName: cities.get(facts.city) ?? '', telephone: site?.telephone ?? null }
    })
    .sort((a, b) => a.place - b.place)
}

/** One line of a table: a city, a county or a site. */
export interface PlaceRow {
  /** Its cell of the tally: `tally[within][key]`. */
  within: 'by_city' | 'by_county' | 'by_site'
  key: string
  /** What the routes call `place`: a region's code, a region's own sites (code and 000) or one site (nine digits). */
  place: string
  name: string
  sites: number
  counts: Counts
  /** Where the row leads: into a city, or to a site's own facts. */
  leads: { city: string } | { site: string } | null
  mark: MarkKind | null
  /** What was commanded of a site that is suspended or closed from above. */
  off?: 'suspended' | 'closed' | undefined
}

export interface Tile {
  key: string
  place: string
  name: string
  matters: number
  row: number
  column: number
  sites: NamedSite[]
}

/** A region's own sites, without what lies below it. */
const ownSites = (region: string): string => `${region}000`

/** The cities of the tile map, with the province's own sites as one of them. */
export function tilesOf(board: Board, reference: Reference, language: Language): Tile[] {
  const sitesOf = grouped(sitesNamed(board, reference, language), (site) => site.city)
  return reference.grid.map((cell) => ({
    key: cell.code,
    place: cell.code === PROVINCE ? ownSites(cell.code) : cell.code,
    name: tileName(cell, language),
    matters: board.tally.by_city[cell.code]?.matters ?? 0,
    row: cell.row + 1,
    column: cell.col + 1,
    sites: sitesOf.get(cell.code) ?? [],
  }))
}

function tileName(tile: Reference['grid'][number], language: Language): string {
  return language === 'en' ? tile.name_en : shortRegion(tile.name_zh, 'city')
}

/** What a site's city is called; the province's own sites have the tile's name. */
export function cityNames(reference: Reference, language: Language): Map<string, string> {
  return new Map(reference.grid.map((tile) => [tile.code, tileName(tile, language)]))
}

export function cityRows(board: Board, reference: Reference, language: Language): PlaceRow[] {
  return tilesOf(board, reference, language).map((tile) => ({
    within: 'by_city',
    key: tile.key,
    place: tile.place,
    name: tile.name,
    sites: tile.sites.length,
    counts: board.tally.by_city[tile.key] ?? NOTHING,
    leads: { city: tile.place },
    mark: null,
  }))
}

/** The counties of a city; what belongs to the city itself is a row called `ownName`. */
export function countyRows(board: Board, reference: Reference, language: Language, ownName: string): PlaceRow[] {
  const sitesOf = grouped(sitesNamed(board, reference, language), (site) => site.county)
  return [...sitesOf].map(([code, sites]) => ({
    within: 'by_county',
    key: code,
    place: sites[0]?.city === code ? ownSites(code) : code,
    name: sites[0]?.city === code ? ownName : regionName(code, reference, language),
    sites: sites.length,
    counts: board.tally.by_county?.[code] ?? NOTHING,
    leads: null,
    mark: null,
  }))
}

export function siteRows(board: Board, reference: Reference, language: Language): PlaceRow[] {
  return sitesNamed(board, reference, language).map((site) => ({
    within: 'by_site',
    key: site.site,
    place: String(site.place),
    name: site.name,
    sites: 1,
    counts: board.tally.by_site?.[site.site] ?? NOTHING,
    leads: { site: site.site },
    mark: site.mark,
    off: isOff(site) ? (site.commanded?.state as 'suspended' | 'closed') : undefined,
  }))
}

export function siteName(site: { name_zh: string; name_en: string }, language: Language): string {
  return shortSite(language === 'en' ? site.name_en : site.name_zh)
}

export function regionName(code: string, reference: Reference, language: Language): string {
  const city = reference.grid.find((one) => one.code === code && code !== PROVINCE)
  const region = city ? { ...city, level: 'city' } : reference.regions.find((one) => one.code === code)
  if (!region) return code
  return language === 'en' ? region.name_en : shortRegion(region.name_zh, region.level)
}

export type Order = 'matters' | 'sites' | 'involved' | 'resolved_on_site' | 'amount_fen' | 'name'

/** Rows with most first (names from A); equal ones keep their order. */
export function sorted(rows: PlaceRow[], order: Order): PlaceRow[] {
  const value = (row: PlaceRow) => (order === 'sites' ? row.sites : order === 'name' ? 0 : row.counts[order])
  return [...rows].sort((a, b) => (order === 'name' ? a.name.localeCompare(b.name) : value(b) - value(a)))
}

export const MARKS: readonly MarkKind[] = ['live', 'wait', 'ready', 'alert', 'off', 'closed', 'none']

export function marksCounted(sites: Pick<SiteFacts, 'mark'>[]): Record<MarkKind, number> {
  const counted = { live: 0, wait: 0, ready: 0, alert: 0, off: 0, closed: 0, none: 0 }
  for (const site of sites) counted[site.mark] += 1
  return counted
}

/** Sites whose name, code or city holds every word of what was typed. */
export function sitesFound(reference: Reference, typed: string): Reference['sites'] {
  const words = typed.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const cityName = new Map(reference.grid.map((city) => [city.code, `${city.name_zh} ${city.name_en}`]))
  return reference.sites.filter((site) => {
    const text = `${site.name_zh} ${site.name_en} ${site.site} ${cityName.get(site.city) ?? ''}`.toLocaleLowerCase()
    return words.every((word) => text.includes(word))
  })
}

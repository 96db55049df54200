/** What else is told of a site: how it is typed, and how a part is said. Pure. */
import type { SiteDetails } from '../types'

export const SPOKEN = [
  'putonghua',
  'xiang',
  'gan',
  'hakka',
  'tujia',
  'miao',
  'dong',
  'yao',
  'sign_language',
  'english',
] as const
export const NO_DETAILS: SiteDetails = {
  opens_at: null,
  closes_at: null,
  step_free: null,
  hearing_loop: null,
  parking: null,
  languages: [],
  latitude_e6: null,
  longitude_e6: null,
  sentence: null,
}
export const ACCESS = ['step_free', 'hearing_loop', 'parking'] as const
const E6 = 1_000_000

export interface Position {
  latitude_e6: number
  longitude_e6: number
}

/** Degrees as they are typed, 28.196 or 112.98 E, as millionths; null where there are none, `wrong` where it is no number. */
export function millionths(typed: string): number | null | 'wrong' {
  const bare = typed.trim().replace(/[°NSEWnsew北南东西纬经\s]/g, '')
  if (!bare) return null
  return /^\d{1,3}(\.\d{1,12})?$/.test(bare) ? Math.round(Number(bare) * E6) : 'wrong'
}

/** `28.196000` of 28196000. */
export function degrees(e6: number | null): string {
  return e6 === null ? '' : (e6 / E6).toFixed(6)
}

export interface GridLine {
  at: number
  said: string
}

/** The lines of a plain grid around a position: where they cut a square of 0…100, and which degrees they are. */
export function gridAround(e6: number, span = 200_000, step = 100_000): GridLine[] {
  const first = Math.ceil((e6 - span) / step) * step
  const lines: GridLine[] = []
  for (let line = first; line <= e6 + span; line += step)
    lines.push({ at: ((line - (e6 - span)) / (2 * span)) * 100, said: `${(line / E6).toFixed(1)}°` })
  return lines
}

/** `08:30` of `08:30:00`. */
export const shortHour = (hour: string | null): string => hour?.slice(0, 'HH:MM'.length) ?? ''
/** The hour of a time box, as the server writes it. */
export const longHour = (typed: string): string | null => (typed ? `${typed}:00` : null)

type Say = (key: string) => string

/** The value of a part in words: a yes or no, hours, languages, degrees, text. */
export function saidOf(what: string, value: unknown, t: Say): string {
  if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return t('sites.none')
  if (what === 'kind') return t(`sites.kind.${value}`)
  if (Array.isArray(value)) return value.map((one) => t(`sites.spoken.${one}`)).join(t('sites.comma'))
  if (typeof value === 'boolean') return t(value ? 'sites.yes' : 'sites.no')
  if (what.endsWith('_e6')) return `${degrees(Number(value))}°`
  return what.endsWith('_at') ? shortHour(String(value)) : String(value)
}

/** What the pages of bulletins work out for themselves: pages of blocks, marks of charts, what may be done. Pure. */
import type { BulletinBlock, BulletinDetail, BulletinTyped } from '../../types'

type Of<Kind extends BulletinBlock['kind']> = Extract<BulletinBlock, { kind: Kind }>
export type Curve = Of<'curve'>
export type Tiles = Of<'tiles'>
export type Bars = Of<'bars'>
export type Sheet = Of<'table'>

/** The blocks of each page. */
export function pagesOf(blocks: readonly BulletinBlock[]): BulletinBlock[][] {
  const pages: BulletinBlock[][] = [[]]
  for (const block of blocks) {
    if (block.kind === 'new_page') pages.push([])
    else pages.at(-1)?.push(block)
  }
  return pages.filter((page) => page.length > 0)
}

/** The blocks of a page, each by itself; a map and the bars behind it stand side by side. */
export function groupsOf(page: readonly BulletinBlock[]): BulletinBlock[][] {
  const groups: BulletinBlock[][] = []
  for (const block of page) {
    const last = groups.at(-1)
    if (block.kind === 'bars' && last?.length === 1 && last[0]?.kind === 'tiles') last.push(block)
    else groups.push([block])
  }
  return groups
}

/** Lightest to darkest, told apart in grey too; the number stands on each tile. */
export const SHADES = ['#F3F5F4', '#DFE5E3', '#B9C8C4', '#7E979A', '#17607A'] as const

/** Which shade a tile has among the others. */
export function shadeOf(value: number, all: readonly number[]): number {
  const [least, most] = [Math.min(...all), Math.max(...all)]
  return Math.min(SHADES.length - 1, Math.floor(((value - least) / Math.max(1, most - least)) * SHADES.length))
}

/** The line of a running sum as an SVG path within a width and a height. */
export function pathOf(values: readonly number[], most: number, width: number, height: number): string {
  const last = Math.max(1, values.length - 1)
  const at = (value: number, n: number): string =>
    `${((n / last) * width).toFixed(1)} ${(height - (value / Math.max(1, most)) * height).toFixed(1)}`
  return values.map((value, n) => `${n === 0 ? 'M' : 'L'}${at(value, n)}`).join('')
}

/** The hours written below a curve: seven at most. */
export function hoursOf(curve: Curve): { at: number; said: string }[] {
  const last = Math.max(1, curve.points.length - 1)
  const every = Math.max(1, Math.ceil(last / 6))
  return curve.points.flatMap((point, n) => (n % every === 0 ? [{ at: n / last, said: point.time }] : []))
}

/** What is typed, as a copy that a form may change. */
export function copied(typed: BulletinTyped): BulletinTyped {
  return JSON.parse(JSON.stringify(typed)) as BulletinTyped
}

export const EDITIONS = ['full', 'public'] as const
export const FORMS = ['docx', 'pdf', 'xlsx'] as const
export type Edition = (typeof EDITIONS)[number]
export type Form = (typeof FORMS)[number]
export type Command = 'send' | 'return' | 'publish' | 'make_files'

/** What may be done with a bulletin by who has these capabilities; the first is the one to do next. */
export function commandsOf(found: BulletinDetail, capabilities: readonly string[]): Command[] {
  const may = (name: string): boolean => capabilities.includes(name)
  if (found.state === 'draft') return may('write_bulletins') ? ['send'] : []
  if (found.state === 'review' && may('review_bulletins'))
    return found.sent_by_oneself ? ['return'] : ['publish', 'return']
  return []
}

/** Why it is not sent yet: the checks that fail. */
export function failedOf(found: BulletinDetail): string[] {
  return (found.checks ?? []).filter((check) => check.verdict === 'wrong').map((check) => check.name)
}

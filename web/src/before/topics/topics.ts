/** Policy topics: what is told of each, how two changes meet, how one is read in a language. Pure. */
import { type Language, Problem } from '../../api'
import type { TopicRow } from '../../types'

/** What is told of a topic and may change. */
export type Told = Omit<TopicRow, 'code' | 'version'>
export type Article = Told['basis'][number]
export const NEW_TOPIC: Told = {
  title_zh: '',
  title_en: null,
  answer_zh: '',
  answer_en: null,
  plain_zh: '',
  plain_en: null,
  basis: [],
  categories: [],
  owner_unit: null,
  valid_from: '',
  valid_until: null,
}
export const PARTS = Object.keys(NEW_TOPIC) as (keyof Told)[]

/** A part of a topic that another changed while it was being changed here. */
export interface Change {
  what: keyof Told
  was: unknown
  now: unknown
}

/** What another changed, and the version in which it stands; null for another refusal. */
export function conflictOf(problem: unknown): { version: number; changes: Change[] } | null {
  if (!(problem instanceof Problem && problem.code === 'topic_changed')) return null
  return { version: problem.told.version as number, changes: problem.told.changed as Change[] }
}

export function toldOf(topic: TopicRow): Told {
  return Object.fromEntries(PARTS.map((part) => [part, topic[part]])) as unknown as Told
}

export function withTheirs(told: Told, changes: Change[]): Told {
  return { ...told, ...Object.fromEntries(changes.map((one) => [one.what, one.now])) }
}

/** Two changes of one topic in one: a part that I changed stays mine, all else is theirs. */
export function merged(base: Told, mine: Told, theirs: Told): Told {
  const changed = PARTS.filter((part) => isOther(mine[part], base[part]))
  return { ...theirs, ...Object.fromEntries(changed.map((part) => [part, mine[part]])) }
}

export function isOther(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}

/** One part of a topic in a language; where English is missing, the Chinese. */
export function inLanguage(
  topic: Pick<Told, 'title_zh' | 'title_en' | 'answer_zh' | 'answer_en' | 'plain_zh' | 'plain_en'>,
  part: 'title' | 'answer' | 'plain',
  language: Language,
): string {
  return (language === 'en' && topic[`${part}_en`]) || topic[`${part}_zh`]
}

/** Articles as they are cited: 《law》article. */
export function cited(basis: readonly Article[]): string[] {
  return basis.map(({ law, article }) => `《${law}》${article}`)
}

/** Articles from lines of a form: 《law》article, or law and article with a blank between; null for a line of neither. */
export function basisFrom(text: string): Article[] | null {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const found = lines.map((line) => /^《(.+)》\s*(.+)$/u.exec(line) ?? /^(\S+)\s+(.+)$/u.exec(line))
  if (!found.length || found.some((one) => !one)) return null
  return found.map((one) => ({ law: one?.[1]?.trim() ?? '', article: one?.[2]?.trim() ?? '' }))
}

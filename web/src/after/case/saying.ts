/** How a case, its unit, its dates and its clocks are said in a language. */
import type { Composer } from 'vue-i18n'
import type { Language } from '../../api'
import { count, shortDate } from '../../format'
import type { CaseClock, CaseDetail, Reference } from '../../types'
import { daysBetween } from './cases'

interface Named {
  code: string
  zh: string
  en: string
}

export function sayingOf(language: Language, t: Composer['t']) {
  const nameIn = (list: readonly Named[] | undefined, code: string): string => {
    const one = list?.find((row) => row.code === code)
    return one ? (language === 'en' ? one.en : one.zh) : code
  }
  const unit = (one: { zh: string; en: string | null } | null): string =>
    one ? (language === 'en' ? (one.en ?? one.zh) : one.zh) : t('cases.unit_of_outcome')
  const site = (found: CaseDetail): string => (language === 'en' ? (found.site_en ?? found.site_zh) : found.site_zh)
  const title = (found: CaseDetail, reference: Reference): string => {
    const category = nameIn(reference.categories, found.category)
    return t('cases.named', { category, n: count(found.people_count) }, found.people_count)
  }
  const date = (day: string, found: CaseDetail): string => shortDate(day, language, found.today)
  function clock(one: CaseClock, found: CaseDetail): string {
    if (one.ended_on) return t('cases.clock_ended', { date: date(one.ended_on, found) })
    if (!isRunning(found)) return ''
    const n = daysBetween(found.today, one.due_on)
    return n < 0 ? t('cases.days_over', { n: -n }, -n) : n === 0 ? t('cases.today') : t('cases.days_left', { n }, n)
  }
  return { nameIn, unit, site, title, date, clock }
}

export const isRunning = (found: CaseDetail): boolean => found.state === 'open' || found.state === 'answered'
/** Whether its ledger may still be written. */
export const takesMoney = (found: CaseDetail): boolean => found.state !== 'verified' && found.state !== 'void'

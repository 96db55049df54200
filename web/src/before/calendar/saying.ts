/** The parts of a plan in words. */
import type { ComposerTranslation } from 'vue-i18n'
import type { Language } from '../../api'
import { longDate } from '../../format'
import { type Choice, choiceOf, type Override, type Plan } from './calendar'

type T = ComposerTranslation

export function numberSaid({ way, n }: Choice, t: T): string {
  if (n === -1) return t(`calendar.last.${way}`)
  return way === 'weekday' ? t(`calendar.nth_weekday.${n}`) : t(`calendar.nth.${way}`, { n })
}

export function ruleSaid(rule: string, t: T): string {
  const choice = choiceOf(rule)
  if (choice.way === 'other') return rule === 'NOTICE' ? t('calendar.by_notice') : rule
  const nth = numberSaid(choice, t)
  const weekday = t(`calendar.weekdays.${choice.weekday}`)
  return choice.way === 'weekday' ? t('calendar.nth_of', { nth, weekday }) : nth
}

export function shiftSaid(shift: string, t: T): string {
  const [kind = '', n = ''] = shift.split(':')
  return t(`calendar.shifts.${kind}`, { n })
}

export function gapSaid(n: number, t: T): string {
  return n ? t('calendar.gaps', { n }, n) : t('calendar.no_gap')
}

/** One part of a plan, whatever it is. */
export function partSaid<Part extends keyof Plan>(part: Part, value: Plan[Part], t: T, language: Language): string {
  const said = {
    rule: (rule: string) => ruleSaid(rule, t),
    shift: (shift: string) => shiftSaid(shift, t),
    gap: (n: number) => gapSaid(n, t),
    takes_makeup: (takes: boolean) => t(takes ? 'calendar.yes' : 'calendar.no'),
    first_month: (month: string) => month,
    notice: (dates: string[]) => dates.map((date) => longDate(date, language)).join(t('calendar.and')),
    overrides: (all: Plan['overrides']) => all.map((one) => overrideSaid(one, t, language)).join(t('calendar.and')),
  } as unknown as Record<Part, (value: Plan[Part]) => string>
  return said[part](value) || t('calendar.none')
}

function overrideSaid(one: Override, t: T, language: Language): string {
  const day = one.date ? longDate(one.date, language) : t('calendar.no_day', { month: one.month })
  return t('calendar.with_reason', { day, reason: one.reason })
}

/** An outcome in the words that are read out. */
import type { ComposerTranslation } from 'vue-i18n'
import type { Language } from '../../api'
import { shortDate, spoken } from '../../format'
import type { Reference } from '../../types'
import { outcomeName } from '../arrival/names'
import { readBackOf, type Told } from './outcome'

/** What is read back to the petitioner. */
export function readBackSaid(
  outcome: Told,
  reference: Reference | null,
  language: Language,
  t: ComposerTranslation,
  today: string,
) {
  const { sentence, fen, unit, due } = readBackOf(outcome)
  return t(`outcome.said.${sentence}`, {
    amount: spoken(fen, language),
    unit,
    due: due && shortDate(due, language, today),
    outcome: outcomeName(reference, outcome.outcome, language),
  })
}

/** Why nothing was explained where the petitioner was not there; empty where they were. */
export function absenceSaid(outcome: string, t: ComposerTranslation): string {
  return outcome === 'no_show' || outcome === 'withdrawn' ? t(`outcome.nobody.${outcome}`) : ''
}

/** Codes of the reference data as the desk names them. */
import type { Language } from '../../api'
import { yuan } from '../../format'
import { exactWan } from '../../money'
import type { Reference } from '../../types'

/** Keys 1 to 6; all others are under 更多. */
export const KEYED_CATEGORIES = [
  'wage_arrears_migrant',
  'contribution_makeup',
  'pension_insurance',
  'work_injury',
  'labour_dispute',
  'other',
]

/** What stands in brackets, and a second name, is said in the list under 更多, not on a key. */
function short(name: string): string {
  return name.replace(/（.*）$|\/.*$/, '')
}

export function categoryName(reference: Reference | null, code: string, language: Language): string {
  const found = reference?.categories.find((one) => one.code === code)
  return found ? short(language === 'en' ? found.en : found.zh) : code
}

export function outcomeName(reference: Reference | null, code: string, language: Language): string {
  const found = reference?.outcomes.find((one) => one.code === code)
  return found ? short(language === 'en' ? found.en : found.zh) : code
}

/** An outcome with all its names, as the list has it. */
export function outcomeInFull(reference: Reference | null, code: string, language: Language): string {
  const found = reference?.outcomes.find((one) => one.code === code)
  return found ? (language === 'en' ? found.en : found.zh) : code
}

/** An amount as it is shown: 万元 in Chinese, yuan in English, exact in both. */
export function amountIn(fen: number, language: Language): string {
  return language === 'en' ? yuan(fen) : exactWan(fen)
}

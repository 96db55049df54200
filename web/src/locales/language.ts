/** Which language this browser reads, without the words themselves: pages with few words bring their own. */
import type { Language } from '../api'
import type { Store } from '../storage'

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en']
const KEPT_AS = 'reception.language'

/** What was chosen here before, else the browser's own language, else Chinese. */
export function firstLanguage(storage: Store, browser: readonly string[]): Language {
  const kept = storage.getItem(KEPT_AS)
  if (isLanguage(kept)) return kept
  const first = browser[0] ?? 'zh-CN'
  return first.startsWith('zh') || !first.startsWith('en') ? 'zh-CN' : 'en'
}

export function keepLanguage(storage: Store, language: Language): void {
  storage.setItem(KEPT_AS, language)
}

function isLanguage(word: string | null): word is Language {
  return LANGUAGES.some((language) => language === word)
}

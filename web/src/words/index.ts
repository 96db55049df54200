/** Every word a person reads, in a file for each language, fetched when it is spoken. */
import type { InjectionKey } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Language } from '../api'

export const LANGUAGES: readonly Language[] = ['zh-CN', 'en']
const KEPT_AS = 'reception.language'

const FILES = {
  'zh-CN': () => import('./zh-CN'),
  en: () => import('./en'),
} as const

export type Speech = ReturnType<typeof silent>

/** Changes the language of the page from inside it. */
export const SPEAK: InjectionKey<(language: Language) => Promise<void>> = Symbol('speak')

function silent(language: Language) {
  const messages: Record<string, typeof import('./zh-CN').default> = {}
  return createI18n({ legacy: false, locale: language as string, fallbackLocale: false, messages })
}

/** The i18n plugin with one language in it. */
export async function makeSpeech(language: Language): Promise<Speech> {
  const speech = silent(language)
  await speak(speech, language)
  return speech
}

export async function speak(speech: Speech, language: Language): Promise<void> {
  const words = await FILES[language]()
  speech.global.setLocaleMessage(language, words.default)
  speech.global.locale.value = language
  document.documentElement.lang = language
  document.title = words.default.shell.product
}

/** What was chosen here before, else the browser's own language, else Chinese. */
export function firstLanguage(storage: Storage, browser: readonly string[]): Language {
  const kept = storage.getItem(KEPT_AS)
  if (isLanguage(kept)) return kept
  const first = browser[0] ?? 'zh-CN'
  return first.startsWith('zh') || !first.startsWith('en') ? 'zh-CN' : 'en'
}

export function keepLanguage(storage: Storage, language: Language): void {
  storage.setItem(KEPT_AS, language)
}

function isLanguage(word: string | null): word is Language {
  return LANGUAGES.some((language) => language === word)
}

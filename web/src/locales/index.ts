/** Every word a person reads, in a file for each language, fetched when it is spoken. */
import type { InjectionKey } from 'vue'
import { createI18n } from 'vue-i18n'
import type { Language } from '../api'

export { firstLanguage, keepLanguage, LANGUAGES } from './language'

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
}

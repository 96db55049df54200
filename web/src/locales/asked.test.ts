import { expect, it } from 'vitest'
import en from './en'
import zh from './zh-CN'

const SOURCES = import.meta.glob<string>('../**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })
/** A word that is asked for by its name in one piece: `t('shell.close')`. */
const ASKED = /(?<![\w.])t\(\s*'([a-z_]+(?:\.[a-zA-Z0-9_]+)+)'/g

const said = (words: unknown, key: string): unknown =>
  key.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], words)

it('every word that a page asks for by its whole name is there in both languages', () => {
  const asked = Object.entries(SOURCES)
    .filter(([file]) => !file.endsWith('.test.ts'))
    .flatMap(([file, text]) => [...text.matchAll(ASKED)].map(([, key]) => [file, key as string] as const))
  expect(asked.length).toBeGreaterThan(1000)
  const missing = asked.filter(([, key]) => typeof said(zh, key) !== 'string' || typeof said(en, key) !== 'string')
  expect(missing).toEqual([])
})

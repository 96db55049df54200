import { expect, test } from 'vitest'
import en from './en'
import zh from './zh-CN'

type Words = { [key: string]: string | Words }

const leaves = (words: Words, path = ''): [string, string][] =>
  Object.entries(words).flatMap(([key, word]) =>
    typeof word === 'string' ? [[`${path}${key}`, word] as [string, string]] : leaves(word, `${path}${key}.`),
  )

const slots = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g))].sort()

test('both languages have the same words with the same slots', () => {
  const english = new Map(leaves(en))
  const differing = leaves(zh).filter(([key, word]) => `${slots(english.get(key) ?? '')}` !== `${slots(word)}`)
  expect(differing).toEqual([])
  expect([...english.keys()].sort()).toEqual(
    leaves(zh)
      .map(([key]) => key)
      .sort(),
  )
})

test('no word of the counting names a legal act: what is counted is registered, not accepted', () => {
  expect(leaves(zh.tally).filter(([, word]) => word.includes('受理'))).toEqual([])
})

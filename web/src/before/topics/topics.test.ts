import { expect, test } from 'vitest'
import { Problem } from '../../api'
import { basisFrom, cited, conflictOf, inLanguage, merged, NEW_TOPIC, type Told, toldOf, withTheirs } from './topics'

const BASE: Told = { ...NEW_TOPIC, title_zh: '先行清偿', plain_zh: '总包先给。', valid_from: '2020-05-01' }

test('two changes meet: what I changed stays mine, all else is theirs', () => {
  const theirs = withTheirs(BASE, [
    { what: 'valid_until', was: null, now: '2027-01-01' },
    { what: 'plain_zh', was: '总包先给。', now: '总包先付。' },
  ])
  expect(merged(BASE, { ...BASE, plain_zh: '我的话' }, theirs)).toEqual({
    ...BASE,
    plain_zh: '我的话',
    valid_until: '2027-01-01',
  })
})

test('only another change of the topic is a conflict', () => {
  const changed = [{ what: 'plain_zh', was: '一', now: '二' }]
  expect(conflictOf(new Problem(409, 'topic_changed', '', null, { version: 3, changed }))).toEqual({
    version: 3,
    changes: changed,
  })
  expect(conflictOf(new Problem(409, 'changed_meanwhile', ''))).toBeNull()
})

test('code and version are no part of what is told', () => {
  expect(toldOf({ ...BASE, code: 'a', version: 2 })).toEqual(BASE)
})

test('the legal basis is read from lines and cited as lawyers do', () => {
  const basis = [
    { law: '保障农民工工资支付条例', article: '第三十条' },
    { law: '信访工作条例', article: '第三十一条第（六）项' },
  ]
  expect(basisFrom('《保障农民工工资支付条例》第三十条\n\n信访工作条例 第三十一条第（六）项\n')).toEqual(basis)
  expect(basisFrom(cited(basis).join('\n'))).toEqual(basis)
  expect(basisFrom('第三十条')).toBeNull()
  expect(basisFrom(' ')).toBeNull()
})

test('where English is missing the Chinese is read', () => {
  expect(inLanguage(BASE, 'title', 'en')).toBe('先行清偿')
  expect(inLanguage({ ...BASE, title_en: 'Pays first' }, 'title', 'en')).toBe('Pays first')
})

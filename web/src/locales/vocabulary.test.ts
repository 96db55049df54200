import { expect, test } from 'vitest'
import { WORDS as PHONE } from '../desks/phone/words'
import { WORDS as SCREEN } from '../desks/screen/words'
import en from './en'
import zh from './zh-CN'

/** What the clerk's desk and the leader's desk may do with one person waiting. */
const SHARED = ['recall', 'hold', 'release', 'no_show', 'give_back', 'move'] as const

test.each([
  ['zh-CN', zh],
  ['en', en],
] as const)('clerk, leader and audit log read one name for one command (%s)', (_, words) => {
  const clerk = SHARED.map((command) => words.calling[command])
  expect(SHARED.map((command) => words.leader.do[command])).toEqual(clerk)
  expect(SHARED.map((command) => words.people.audit.what[`turn_${command}`])).toEqual(clerk)
})

/** Second names of things that have one: 绑定 (of a device), 号票, 部门人员, 结束, 放回排队, 先放着. */
const SECOND = /登记码|登记(这台|电脑|本机|设备)|排号票|受邀部门|散场|回到?队伍|暂[缓放]|再叫一次|接谈/
const SECOND_EN =
  /\bline is back|[Nn]o line\b|for their ground|\bComplained of|\bFetching\b|¥10k|[Ss]omebody|[Ww]hoever/

test('no screen has a second name for a thing that has one', () => {
  const sentences = (words: unknown): string[] =>
    typeof words === 'string' ? [words] : Object.values(words as object).flatMap(sentences)
  const all = [...sentences(zh), ...sentences(SCREEN['zh-CN']), ...sentences(PHONE['zh-CN'])]
  const english = [...sentences(en), ...sentences(SCREEN.en), ...sentences(PHONE.en)]
  expect(all.filter((said) => SECOND.test(said))).toEqual([])
  expect(english.filter((said) => SECOND_EN.test(said))).toEqual([])
})

import { expect, test } from 'vitest'
import { sentencesOf, shortened } from './brief'

test('what was told is a sentence a line, in both ways of writing', () => {
  expect(sentencesOf('欠 61.5 万元。总包已付；分包未收！')).toEqual(['欠 61.5 万元。', '总包已付；', '分包未收！'])
  expect(sentencesOf('Paid late.\nNo answer? ')).toEqual(['Paid late.', 'No answer?'])
  expect(sentencesOf('  ')).toEqual([])
})

test('of what was told three lines are shown, however much it is', () => {
  const long = '欠'.repeat(900)
  for (const told of [['短。'], ['一。', '二。', '三。', '四。'], [long], ['一。', long, '三。', '四。']]) {
    const shown = shortened(told)
    expect(shown.length).toBeLessThanOrEqual(3)
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(60)
  }
  expect(shortened(['一。', '二。'])).toEqual(['一。', '二。'])
})

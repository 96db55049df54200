import { expect, test } from 'vitest'
import { makeRefresh } from './refreshing'

/** A question whose answers are given by hand, and how often it was asked. */
function asked() {
  const answers: { give: () => void; refuse: (problem: Error) => void }[] = []
  const refresh = makeRefresh(() => new Promise<void>((give, refuse) => answers.push({ give, refuse })))
  return { refresh, answers }
}

test('a change during an answer is asked for once after it, however often it is asked for', async () => {
  const { refresh, answers } = asked()
  const first = refresh()
  const later = [refresh(), refresh(), refresh()]
  expect(answers.length).toBe(1)
  answers[0]?.give()
  await first
  await Promise.resolve()
  expect(answers.length).toBe(2)
  answers[1]?.give()
  await Promise.all(later)
  expect(answers.length).toBe(2)
})

test('a request that comes later does not end with the answer under way', async () => {
  const { refresh, answers } = asked()
  const first = refresh()
  let ended = false
  const later = refresh().then(() => {
    ended = true
  })
  answers[0]?.give()
  await first
  await new Promise((next) => setTimeout(next))
  expect(ended).toBe(false)
  answers[1]?.give()
  await later
})

test('a refused answer is told to its own asker, and the next question is asked', async () => {
  const { refresh, answers } = asked()
  const [first, later] = [refresh(), refresh()]
  answers[0]?.refuse(new Error('no line'))
  await expect(first).rejects.toThrow('no line')
  await new Promise((next) => setTimeout(next))
  answers[1]?.give()
  await later
  const third = refresh()
  answers[2]?.give()
  await third
})

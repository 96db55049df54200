import { expect, test } from 'vitest'
import { commandsFor } from '../../day/calling/commands'
import { aMeeting, aTurn } from '../../testing/turns'
import { answersSince, firstShown, leaderDay, nextOf } from './list'

const CALLED = { at: '2023-11-09T09:40:00+08:00', by: '周*', mine: true, room: 1, mode: 'video' as const, calls: 1 }
const OTHERS = { ...CALLED, by: '何*', mine: false }
const PROVINCE = '430000'

test('the list parts a day into what was done, who was called, who asks to be taken over, and who waits in order', () => {
  const turns = [
    aTurn('called', { state: 'called', called: CALLED }),
    aTurn('of another', { state: 'called', called: OTHERS }),
    aTurn('asked', { state: 'called', called: OTHERS, handed_to: PROVINCE }),
    aTurn('second', { position: 2 }),
    aTurn('first', { position: 1 }),
    aTurn('aside', { state: 'held' }),
  ]
  const over = aMeeting(aTurn('done', { state: 'done', called: CALLED }), { state: 'ended', you: 'leader' })
  const day = leaderDay(turns, [over], PROVINCE)
  expect({
    asked: day.asked.map((one) => one.matter),
    done: day.done.map((one) => one.matter),
    current: day.current.map((one) => one.matter),
    waiting: day.waiting.map((one) => one.matter),
    held: day.held.map((one) => one.matter),
  }).toEqual({ asked: ['asked'], done: ['done'], current: ['called'], waiting: ['first', 'second'], held: ['aside'] })
})

test('a reception that ended without an outcome is not among those done', () => {
  const over = aMeeting(aTurn('back', { state: 'waiting' }), { state: 'ended', you: 'leader' })
  expect(leaderDay([], [over], PROVINCE).done).toEqual([])
})

test('first is shown who was called, then who is to be taken over, then the next who can be called', () => {
  const silent = aTurn('silent', { position: 1, callable: false })
  const next = aTurn('next', { position: 2 })
  const asked = aTurn('asked', { state: 'called', called: OTHERS, handed_to: PROVINCE })
  const called = aTurn('called', { state: 'called', called: CALLED })
  const shown = [[silent, next], [silent, next, asked], [silent, next, asked, called], []].map((turns) =>
    firstShown(leaderDay(turns, [], PROVINCE)),
  )
  expect(shown).toEqual(['next', 'asked', 'called', null])
  expect(nextOf(leaderDay([silent], [], PROVINCE))).toBeNull()
})

test('each state has its own commands, and another’s turn has none', () => {
  const called = aTurn('m', { state: 'called', called: CALLED })
  expect(commandsFor(called, true, false)).toEqual(['recall', 'hold', 'no_show', 'give_back', 'hand_over'])
  expect(commandsFor({ ...called, state: 'in_session' }, true, false)).toEqual(['hand_over'])
  expect(commandsFor({ ...called, state: 'waiting' }, false, false)).toEqual(['move'])
  expect(commandsFor({ ...called, state: 'held' }, false, false)).toEqual(['release'])
  expect(commandsFor(called, false, true)).toEqual(['refuse_hand_over'])
  expect(commandsFor(called, false, false)).toEqual([])
})

test('a place that was asked to take over has answered once the turn is theirs, or mine and no place is asked', () => {
  const mine = aTurn('m', { state: 'called', called: CALLED, handed_to: '430100' })
  const before = leaderDay([mine], [], PROVINCE)
  const answers = (...turns: ReturnType<typeof aTurn>[]) =>
    answersSince(before, leaderDay(turns, [], PROVINCE)).map(({ by, answer }) => `${by} ${answer}`)
  expect(answers(mine)).toEqual([])
  expect(answers({ ...mine, handed_to: null })).toEqual(['430100 refused'])
  expect(answers({ ...mine, handed_to: null, called: OTHERS })).toEqual(['430100 taken'])
  expect(answers({ ...mine, handed_to: null, called: null, state: 'waiting' })).toEqual([])
})

test('who was asked can be asked no longer, and a place of one’s own has other leaders', () => {
  const asked = aTurn('m', { state: 'called', called: CALLED, handed_to: PROVINCE })
  expect(commandsFor(asked, true, false)).toContain('take_back')
  expect(leaderDay([asked], [], PROVINCE).asked).toEqual([])
})

test('a reception stands in the list at one and the same time from the call to its end', () => {
  const at = '2023-11-09T09:12:00+08:00'
  const ringing = aTurn('m', { state: 'called', called: CALLED, registered_at: at })
  const over = aMeeting({ ...ringing, state: 'done', called: null }, { state: 'ended', you: 'leader' })
  const during = leaderDay([{ ...ringing, state: 'in_session' }], [], PROVINCE)
  expect([leaderDay([ringing], [], PROVINCE), during].map((day) => day.current[0]?.at)).toEqual([at, at])
  expect(leaderDay([], [over], PROVINCE).done[0]?.at).toBe(at)
})

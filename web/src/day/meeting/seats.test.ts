import { expect, test } from 'vitest'
import { aMeeting, aSeat, aTurn } from '../../testing/turns'
import { hasRoom, largeFor, lostIn, markOf, seatOf, stripFor, wordOf } from './seats'

const turn = aTurn('m')
const NOW = Date.parse('2023-11-09T01:50:00Z')

test('everybody sees the petitioner largest; the petitioner sees the leader', () => {
  expect([largeFor('leader'), largeFor('official1'), largeFor('site'), largeFor(null)]).toEqual([
    'site',
    'site',
    'leader',
    'site',
  ])
})

test('the strip begins with oneself and leaves out who has gone', () => {
  const seats = [
    aSeat('leader'),
    aSeat('site'),
    aSeat('official1', { state: 'left' }),
    aSeat('official2', { state: 'away' }),
  ]
  const meeting = aMeeting(turn, { seats })
  expect(stripFor(meeting, 'leader').map((one) => one.participant)).toEqual(['leader', 'official2'])
  expect(stripFor(meeting, 'official2').map((one) => one.participant)).toEqual(['official2', 'leader'])
  expect(stripFor(meeting, 'site').map((one) => one.participant)).toEqual(['site', 'official2'])
})

test('two departments have a seat; one that left or was sent away makes room', () => {
  const both = aMeeting(turn, { seats: [aSeat('official1'), aSeat('official2', { state: 'invited' })] })
  const one = aMeeting(turn, { seats: [aSeat('official1'), aSeat('official2', { state: 'removed' })] })
  expect([hasRoom(both), hasRoom(one)]).toEqual([false, true])
})

test('the other side is lost once it is away in an open meeting, and not while it rings', () => {
  const away = aSeat('site', { state: 'away', away_since: '2023-11-09T01:49:30Z' })
  const meeting = aMeeting(turn, { seats: [aSeat('leader'), away] })
  expect(lostIn(meeting, 'leader', null, NOW)).toEqual({ who: 'site', since: NOW - 30_000 })
  expect(lostIn(meeting, 'site', null, NOW)).toBeNull()
  expect(lostIn({ ...meeting, state: 'ringing' }, 'leader', null, NOW)).toBeNull()
})

test('one’s own line comes first, but a blink of it is not worth a word', () => {
  const away = aSeat('site', { state: 'away', away_since: '2023-11-09T01:49:30Z' })
  const meeting = aMeeting(turn, { seats: [aSeat('leader'), away] })
  expect(lostIn(meeting, 'leader', NOW - 3_000, NOW)).toEqual({ who: 'own', since: NOW - 3_000 })
  expect(lostIn(aMeeting(turn), 'leader', NOW - 500, NOW)).toBeNull()
})

test('a seat has its mark, and there is none without a seat', () => {
  expect([markOf(aSeat('site')), markOf(aSeat('site', { state: 'away' })), markOf(null)]).toEqual([
    'live',
    'off',
    'none',
  ])
  expect(seatOf(null, 'site')).toBeNull()
})

test('who is rung for is said to come soon, not to come, or not to have answered for a minute', () => {
  const since = '2023-11-09T01:40:00Z'
  const at = (ms: number) => Date.parse(since) + ms
  const rung = aSeat('official1', { state: 'invited', away_since: since })
  expect([wordOf(rung, at(59_999)), wordOf(rung, at(60_000))]).toEqual(['invited', 'unanswered'])
  expect(wordOf({ ...rung, answer: 'soon' }, at(600_000))).toBe('soon')
  expect(wordOf({ ...rung, state: 'left', answer: 'not_now' }, at(600_000))).toBe('not_now')
  expect(wordOf({ ...rung, state: 'seated' }, at(600_000))).toBe('seated')
  expect(wordOf(aSeat('site', { state: 'invited' }), at(600_000))).toBe('invited')
})

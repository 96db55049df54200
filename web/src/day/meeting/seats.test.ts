import { expect, test } from 'vitest'
import { aMeeting, aSeat, aTurn } from '../../testing/turns'
import { hasRoom, largeFor, lostIn, markOf, seatOf, stripFor } from './seats'

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

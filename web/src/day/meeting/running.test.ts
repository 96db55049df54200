import { expect, test } from 'vitest'
import { aMeeting, aSeat, aTurn } from '../../testing/turns'
import type { FromServer } from '../../types'
import { leaderlessFor, NOTHING_RUNS, rings, runningAfter, waitsForSite } from './running'
import type { Meeting, Seat } from './told'

const told = (meeting: Meeting) => ({ type: 'meeting', meeting }) as unknown as FromServer
const withSite = (state: Seat['state'], more: Partial<Meeting> = {}) =>
  aMeeting(aTurn('m1'), { seats: [aSeat('leader'), aSeat('site', { state })], ...more })

test('a reception goes on for the site until it has ended, and is told anew after a cut', () => {
  const at = Date.parse('2023-11-09T01:49:00Z')
  const one = runningAfter(NOTHING_RUNS, told(withSite('seated')), at)
  expect(one.meetings.map(({ matter }) => matter)).toEqual(['m1'])
  expect(one.ahead).toBe(60_000)
  expect(runningAfter(one, told(withSite('left', { state: 'ended' })), at).meetings).toEqual([])
  expect(runningAfter(one, { type: 'welcome' } as FromServer, at).meetings).toEqual([])
  expect(runningAfter(NOTHING_RUNS, told(withSite('invited', { mode: 'phone' })), at).meetings).toEqual([])
})

test('whatever a site left its room for, the way back is shown until it sits there again', () => {
  for (const state of ['left', 'away'] as const) expect(waitsForSite(withSite(state)), state).toBe(true)
  expect(waitsForSite(withSite('seated'))).toBe(false)
  expect(waitsForSite(withSite('left', { state: 'ended' }))).toBe(false)
  for (const state of ['invited', 'left', 'away'] as const) {
    expect(rings(withSite(state, { state: 'ringing' })), state).toBe(true)
    expect(waitsForSite(withSite(state, { state: 'ringing' })), state).toBe(false)
  }
  expect(rings(withSite('seated', { state: 'ringing' }))).toBe(false)
})

test('a room is without its leader from a minute on', () => {
  const since = '2023-11-09T01:40:00Z'
  const meeting = withSite('seated', { leaderless_since: since })
  const after = (ms: number) => leaderlessFor(meeting, Date.parse(since) + ms)
  expect([after(0), after(59_999), after(60_000), after(8 * 60_000 + 1)]).toEqual([null, null, 1, 8])
  expect(leaderlessFor(withSite('seated'), Date.parse(since))).toBeNull()
})

import { expect, test } from 'vitest'
import type { Checked, FromServer, Readiness, ReadySite, SiteReadiness } from '../../types'
import { citiesOf, isRetestWanted, lackingIn, levelOf, problemsOf, rollsOf, share, standingOf } from './checks'
import { counted, NOTHING_CAME, readingIn, roundTripIn, startLineTest } from './lineTest'
import { failed, NOTHING_FOUND, passed, reportOf, roomMark, waiting } from './roomCheck'
import { heardAfter, NOTHING_HEARD } from './watching'

const ALL = { registered: 'ready', device: 'ready', line: 'ready', leader: 'ready' } as const

function site(code: string, bars: Partial<ReadySite['bars']> = {}, more: Partial<ReadySite> = {}): ReadySite {
  const marks = { line: 'o...', leader: 'm...' }
  return {
    site: code,
    place: 430102001,
    city: '430100',
    county: '430102',
    name_zh: code,
    name_en: code,
    telephone: null,
    rooms: 1,
    line: null,
    asked_at: null,
    reminded_at: null,
    ...more,
    marks,
    bars: { ...ALL, ...bars },
  } as ReadySite
}

test('a site that was asked for a test is asked until one has come', () => {
  const asked = { ...site('A'), asked_at: '2026-12-01T00:30:00.000000Z' }
  const of = (at: string) => ({ site: asked, results: [{ check: 'line', at }] }) as SiteReadiness
  expect(isRetestWanted(of('2026-12-01T00:29:00.000000Z'))).toBe(true)
  expect(isRetestWanted(of('2026-12-01T00:31:00.000000Z'))).toBe(false)
  expect(isRetestWanted({ site: site('A'), results: [] } as unknown as SiteReadiness)).toBe(false)
})

test('a failed bar weighs more than a missing one', () => {
  expect(standingOf(site('A'))).toBe('ready')
  expect(standingOf(site('A', { line: 'missing' }))).toBe('missing')
  expect(standingOf(site('A', { line: 'missing', device: 'failed' }))).toBe('failed')
})

test('problems are gathered by kind, what failed first, and a site may be in several', () => {
  const sites = [site('A', { line: 'failed', leader: 'missing' }), site('B', { leader: 'missing' }), site('C')]
  expect(problemsOf(sites).map((one) => [one.bar, one.standing, one.sites.map(({ site: code }) => code)])).toEqual([
    ['line', 'failed', ['A']],
    ['leader', 'missing', ['A', 'B']],
  ])
})

test('the city with the most sites stands first, with how many of them are ready', () => {
  const sites = [site('A'), site('B', { line: 'failed' }, { city: '430200' }), site('C', {}, { city: '430200' })]
  expect(citiesOf(sites).map(({ city, ready, sites: all }) => [city, ready, all.length])).toEqual([
    ['430200', 1, 2],
    ['430100', 1, 1],
  ])
})

test('a province calls its cities, a city its counties', () => {
  const sites = [site('A', { line: 'failed' }), site('B', {}, { county: '430103' })]
  expect(rollsOf(sites, '430000').map(({ region, sites: all }) => [region, all.length])).toEqual([['430100', 1]])
  expect(rollsOf(sites, '430100').map(({ region, sites: all }) => [region, all.length])).toEqual([
    ['430102', 1],
    ['430103', 0],
  ])
  expect(['430000', '430100', '430102', '430102001'].map(levelOf)).toEqual(['province', 'city', 'county', 'county'])
})

test('what lacks in a round is read from its sign', () => {
  expect(lackingIn(site('A'), 't7d')).toContain('leader')
  expect(lackingIn(site('A'), 't7d')).not.toContain('line')
  expect(lackingIn(site('A'), 't1d')).toContain('line')
})

test.each([
  [0, '0'],
  [0.002, '0.2'],
  [0.11, '11'],
  [1, '100'],
])('a share of %s is said as %s percent', (part, said) => {
  expect(share(part)).toBe(said)
})

test('each part that a person or the machine has not said yet is waited for', () => {
  expect(waiting(NOTHING_FOUND)).toEqual(['camera', 'microphone', 'speaker', 'room', 'line'])
  const refused = { ...NOTHING_FOUND, camera: 'denied', microphone: 'works', loudest: 0.5, chime: true }
  expect(waiting({ ...refused, line: { test: 't', faults: ['loss'] } })).toEqual([])
  expect(failed({ ...refused, line: { test: 't', faults: ['loss'] } })).toEqual(['camera', 'room', 'line'])
  expect(passed({ ...NOTHING_FOUND, atMains: false, battery: 0.3 }, 'power')).toBe(false)
})

test('a report says what was found; a microphone that heard nothing did not work', () => {
  const report = reportOf(
    { ...NOTHING_FOUND, camera: 'works', microphone: 'works', chair: true, loudest: 0.01 },
    2,
    'id',
  )
  expect([report.room, report.camera, report.microphone, report.sees_chair, report.hears_chime]).toEqual([
    2,
    'works',
    'failed',
    true,
    false,
  ])
})

test('a room is marked by the newest result of each of its checks', () => {
  const of = (check: string, ok: boolean) => ({ check, room: 1, passed: ok }) as Checked
  const five = ['room', 'camera', 'microphone', 'speaker', 'line'].map((check) => of(check, true))
  expect(roomMark([], 1)).toBe('wait')
  expect(roomMark([of('line', false), ...five], 1)).toBe('ready')
  expect(roomMark([...five, of('line', false)], 1)).toBe('alert')
  expect(roomMark(five, 2)).toBe('wait')
})

const BOARD = { version: 3, now: '2026-12-01T08:00:00+08:00', speed: 1, sites: { A: site('A') }, incidents: {} }

function after(...frames: object[]) {
  return frames.reduce<ReturnType<typeof heardAfter>>(({ heard }, frame) => heardAfter(heard, frame as FromServer, 0), {
    heard: NOTHING_HEARD,
    again: false,
  })
}
const SNAPSHOT = { type: 'snapshot', topic: 'readiness', epoch: 'e', version: 3, board: BOARD }

test('the board is heard as a snapshot and then by changes; after a gap all is asked for', () => {
  const changes = { type: 'changes', topic: 'readiness', epoch: 'e', from: 3, to: 4, set: { sites: { A: null } } }
  expect(after(SNAPSHOT, changes).heard.board?.sites).toEqual({})
  expect(after(SNAPSHOT, changes, { ...changes, from: 5, to: 6 }).again).toBe(true)
  expect(after(SNAPSHOT, { ...changes, epoch: 'another' }).again).toBe(true)
  expect(after({ ...SNAPSHOT, topic: 'turns' }).heard.board as Readiness | null).toBe(null)
  expect(after({ type: 'refused', topic: 'readiness', code: 'not_found' }).heard.code).toBe('not_found')
})

test('what came back is counted between two readings, never below nothing', () => {
  const stats = [
    { type: 'inbound-rtp', packetsReceived: 500, packetsLost: -3, bytesReceived: 1_000_000, jitter: 0.004 },
    { type: 'candidate-pair', state: 'succeeded', currentRoundTripTime: 0.038 },
  ]
  const now = readingIn(stats, 8_000)
  expect(counted({ at: 0, packets: 100, lost: 0, bytes: 0, jitter: 0 }, now, roundTripIn(stats))).toEqual({
    received: 400,
    lost: 0,
    round_trip: 38,
    jitter: 4,
    kbps_down: 1_000,
  })
  expect(roundTripIn([{ type: 'candidate-pair', state: 'succeeded', currentRoundTripTime: Number.NaN }])).toBe(0)
})

test('a line that cannot be set up is told to the server as nothing that came', async () => {
  const said: object[] = []
  const phases: string[] = []
  const shut = { close: () => undefined, setRemoteDescription: () => Promise.reject(new Error('shut')) }
  const running = startLineTest({
    day: '2026-12-01',
    say: (word) => said.push(word),
    track: {} as MediaStreamTrack,
    onPhase: (phase) => phases.push(phase.at),
    open: () => shut as unknown as RTCPeerConnection,
  })
  running.hear({ type: 'line_test_offer', test: 't', there: 'sdp', back: 'sdp', seconds: 25 })
  await expect.poll(() => said.length).toBe(2)
  expect(said[1]).toEqual({ type: 'line_test_end', ...NOTHING_CAME })
  running.hear({ type: 'refused', code: 'line_tests_full', topic: 'line_test' })
  running.hear({ type: 'refused', code: 'media_away', topic: 'line_test' })
  expect(phases).toEqual(['connecting', 'connecting', 'waiting', 'failed'])
  running.close()
})

import { expect, test } from 'vitest'
import type { Entry, Said } from '../../entries'
import type { Kept, Standing } from '../../outbox'
import type { MatterRow } from '../../types'
import { done, inSession, type Row, rowsOf } from './list'

const SITE = 'HN-D-430181'
const HEARD = 1_000
const at = (minute: number) => `2023-11-09T09:${String(minute).padStart(2, '0')}:00.000+08:00`

function held(id: string, minute: number, said: Said, state: 'kept' | 'received' | 'counted' = 'kept'): Kept {
  const entry = { id, day: '2023-11-09', site: SITE, at: at(minute), ...said } as Entry
  return { n: minute, entry, standing: { state } as Standing, dealt: false }
}
const registered = (matter: string, over: object = {}): Said => ({
  kind: 'matter_registered',
  data: {
    matter,
    category: 'work_injury',
    involved_count: 2,
    attendee_count: 1,
    is_repeat: false,
    channel: 'site',
    summary: '摔伤',
    needs: [],
    petitioner: { name: '李梅' },
    ...over,
  },
})
const started = (matter: string): Said => ({ kind: 'reception_started', data: { matter, mode: 'in_person' } })
const recorded = (matter: string, outcome: string): Said => ({
  kind: 'outcome_recorded',
  data: { matter, outcome, amount_fen: 500, explained: { policy: true, responsibility: true, route: true } },
})
function told(matter: string, over: Partial<MatterRow> = {}): MatterRow {
  return {
    matter,
    site: SITE,
    place: 430181001,
    category: 'other',
    outcome: null,
    involved: 9,
    attendees: 5,
    amount_fen: 0,
    is_repeat: true,
    channel: 'video',
    state: 'waiting',
    problem_region: null,
    claimed_fen: null,
    registered_at: at(1),
    started_at: null,
    outcome_at: null,
    owner_unit: null,
    owner_unit_code: null,
    due_on: null,
    incomplete: [],
    late: false,
    person: '王*',
    needs: [],
    mode: null,
    ...over,
  }
}
const only = (rows: Row[]): Partial<Row> => rows[0] ?? {}

test('without a word of the server the list is what was made here, masked', () => {
  const row = only(rowsOf([held('a', 1, registered('m'))], null))
  expect(row).toMatchObject({ matter: 'm', registration: 'a', person: '李*', turn: 'waiting', standing: 'kept' })
})

test('a matter of another desk of this site is in the list, and cannot be amended from here', () => {
  const row = only(rowsOf([], { rows: [told('m')], heard: HEARD }))
  expect(row).toMatchObject({ person: '王*', involved: 9, registration: null, standing: 'counted' })
})

test("what the server has counted shows the server's figures, and the name that only this device knows", () => {
  const row = only(rowsOf([held('a', 1, registered('m'), 'counted')], { rows: [told('m')], heard: HEARD }))
  expect(row).toMatchObject({ person: '李*', category: 'other', involved: 9, standing: 'counted' })
})

test('an amendment not yet counted lies over what the server told', () => {
  const amended: Said = { kind: 'entry_amended', data: { entry: 'a', changes: { involved_count: 4 }, reason: 'r' } }
  const own = [held('a', 1, registered('m'), 'counted'), held('b', 2, amended)]
  const row = only(rowsOf(own, { rows: [told('m', { state: 'in_session' })], heard: HEARD }))
  expect(row).toMatchObject({ involved: 4, turn: 'in_session', standing: 'kept' })
})

test("a start and an outcome recorded here for another desk's matter show at once", () => {
  const own = [held('a', 2, started('m')), held('b', 3, recorded('m', 'assigned'))]
  expect(only(rowsOf(own.slice(0, 1), { rows: [told('m')], heard: HEARD })).turn).toBe('in_session')
  const row = only(rowsOf(own, { rows: [told('m')], heard: HEARD }))
  expect(row).toMatchObject({ turn: 'done', outcome: 'assigned', involved: 9, standing: 'kept' })
})

test('what was counted after the server was heard still lies over what it told', () => {
  const own = (at: number) => [
    held('a', 1, registered('m'), 'counted'),
    { ...held('b', 2, started('m')), standing: { state: 'counted', at } as const },
  ]
  const seen = { rows: [told('m')], heard: HEARD }
  expect(only(rowsOf(own(HEARD + 5), seen)).turn).toBe('in_session')
  expect(only(rowsOf(own(HEARD - 5), seen)).turn).toBe('waiting')
})

test('another desk that is further is not taken back by a start made here', () => {
  const own = [held('a', 1, registered('m'), 'counted'), held('b', 2, started('m'))]
  const row = only(rowsOf(own, { rows: [told('m', { state: 'done', outcome: 'assigned' })], heard: HEARD }))
  expect(row).toMatchObject({ turn: 'done', outcome: 'assigned', standing: 'kept' })
})

test('a registration withdrawn here leaves the list at once, also while the server still tells it', () => {
  const withdrawn: Said = { kind: 'entry_withdrawn', data: { entry: 'a', reason: '误录' } }
  const own = [held('a', 1, registered('m'), 'counted'), held('b', 2, withdrawn)]
  expect(rowsOf(own, { rows: [told('m')], heard: HEARD })).toEqual([])
})

test('a matter withdrawn elsewhere leaves the list when the server no longer tells it', () => {
  const own = [held('a', 1, registered('m'), 'counted')]
  expect(rowsOf(own, { rows: [], heard: HEARD })).toEqual([])
  const later = own.map((one) => ({ ...one, standing: { state: 'counted', at: HEARD + 1 } as const }))
  expect(rowsOf(later, { rows: [], heard: HEARD })).toHaveLength(1)
})

test('a refused registration is in no list', () => {
  const refused: Kept = { ...held('a', 1, registered('m')), standing: { state: 'refused', code: 'c', message: '' } }
  expect(rowsOf([refused], null)).toEqual([])
})

test.each([
  [['counted', 'counted'], 'counted'],
  [['counted', 'received'], 'received'],
  [['received', 'kept'], 'kept'],
] as const)('of entries that stand %j the matter stands %s', ([one, other], least) => {
  const own = [held('a', 1, registered('m'), one), held('b', 2, started('m'), other)]
  expect(only(rowsOf(own, null)).standing).toBe(least)
})

test('a ticket and a call made here change nothing of what the server told of the course', () => {
  const own = [
    held('t', 2, { kind: 'ticket_issued', data: { matter: 'm', desk: 'A', number: 12, code: '' } }),
    held('c', 3, { kind: 'turn_called', data: { matter: 'm', room: 2 } }),
  ]
  const row = only(rowsOf(own, { rows: [told('m', { state: 'in_session', mode: 'video' })], heard: HEARD }))
  expect(row).toMatchObject({ ticket: 'A12', turn: 'in_session', mode: 'video', called: { state: 'called', room: 2 } })
})

test('who is in session stands by start, what is done with the latest first', () => {
  const own = ['m1', 'm2', 'm3', 'm4'].map((matter, i) => held(`r${i}`, i, registered(matter)))
  const course = [started('m2'), started('m1'), recorded('m3', 'assigned'), recorded('m4', 'hearing')]
  const rows = rowsOf([...own, ...course.map((said, i) => held(`s${i}`, 10 + i, said))], null)
  expect(inSession(rows).map((row) => row.matter)).toEqual(['m2', 'm1'])
  expect(done(rows).map((row) => row.matter)).toEqual(['m4', 'm3'])
})

test('a row whose registration was corrected bears a sign of it, until the correction is withdrawn', () => {
  const came = held('a', 1, registered('m'))
  const amended = held('b', 2, {
    kind: 'entry_amended',
    data: { entry: 'a', changes: { needs: ['elderly'] }, reason: '漏了' },
  })
  const back = held('c', 3, { kind: 'entry_withdrawn', data: { entry: 'b', reason: '没漏' } })
  expect(only(rowsOf([came], null)).amended).toBe(false)
  expect(only(rowsOf([came, amended], null))).toMatchObject({ amended: true, needs: ['elderly'] })
  expect(only(rowsOf([came, amended, back], null))).toMatchObject({ amended: false, needs: [] })
})

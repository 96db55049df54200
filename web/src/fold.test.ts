import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Entry } from './entries'
import { fold, type Matter, turnOf } from './fold'

interface Line {
  entry: Entry
  refused?: string
  waits?: string
  case?: string
}
type Five = { matters: number; involved: number; attendees: number; resolved_on_site: number; amount_fen: number }

function play(day: string): { lines: Line[]; expected: { tally: Record<string, unknown> } } {
  const file = (end: string) => readFileSync(`../schedules/rehearsal/${day}${end}`, 'utf8')
  const lines = file('.jsonl').trimEnd().split('\n')
  return { lines: lines.map((line) => JSON.parse(line)), expected: JSON.parse(file('.expected.json')) }
}

function grouped<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item])
  return groups
}

function effective(lines: Line[]): Matter[] {
  const sites = grouped(
    lines.filter((line) => !line.refused && !line.waits).map((line) => line.entry),
    (entry) => entry.site,
  )
  return [...sites.values()].flatMap((entries) => fold(entries).matters)
}

function five(matters: Matter[]): Five {
  const sum = (of: (matter: Matter) => number) => matters.reduce((total, matter) => total + of(matter), 0)
  const resolved = (matter: Matter) => matter.recorded?.outcome.outcome === 'resolved_on_site'
  return {
    matters: matters.length,
    involved: sum((matter) => matter.registered.involved_count),
    attendees: sum((matter) => matter.registered.attendee_count),
    resolved_on_site: sum((matter) => (resolved(matter) ? 1 : 0)),
    amount_fen: sum((matter) => (resolved(matter) ? (matter.recorded?.outcome.amount_fen ?? 0) : 0)),
  }
}

function counted(matters: Matter[]) {
  const done = matters.filter((matter) => matter.recorded)
  return {
    totals: five(matters),
    by_category: Object.fromEntries(
      [...grouped(matters, (matter) => matter.registered.category)].map(([code, group]) => [code, five(group)]),
    ),
    by_outcome: Object.fromEntries(
      [...grouped(done, (matter) => matter.recorded?.outcome.outcome ?? '')].map(([code, group]) => [
        code,
        group.length,
      ]),
    ),
  }
}

function shuffled<T>(items: T[], seed: number): T[] {
  let state = seed
  const random = () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

test.each(['2023-11-09', '2024-03-14-hard-cases'])('the entries of %s come out as the expected tally', (day) => {
  const { lines, expected } = play(day)
  expect(expected.tally).toMatchObject(counted(effective(lines)))
})

test.each(Array.from({ length: 50 }, (_, seed) => seed))(
  'shuffle %i of the hard cases ends in the same state',
  (seed) => {
    const { lines } = play('2024-03-14-hard-cases')
    const state = (matters: Matter[]) =>
      new Set(matters.map(({ entries, ...matter }) => JSON.stringify([matter, [...entries].sort()])))
    expect(state(effective(shuffled(lines, seed)))).toEqual(state(effective(lines)))
  },
)

function matterOf(named: string): Matter | undefined {
  const { lines } = play('2024-03-14-hard-cases')
  const line = lines.find((line) => line.case === named)
  const id = line && 'matter' in line.entry.data ? line.entry.data.matter : ''
  const site = line?.entry.site
  return effective(lines.filter((line) => line.entry.site === site)).find((matter) => matter.matter === id)
}

test('an amendment made before its ground holds once the ground is there', () => {
  expect(matterOf('its ground')?.registered.involved_count).toBe(12)
})

test('a withdrawn registration is no matter, and its outcome counts nowhere', () => {
  expect(matterOf('its ground, withdrawn')).toBeUndefined()
})

test('of three amendments the latest not withdrawn holds, and the category is what it was', () => {
  const matter = matterOf('amended thrice')
  expect(matter?.registered.involved_count).toBe(51)
  expect(matter?.registered.category).toBe('wage_arrears_migrant')
})

test('of two outcomes the later by the clock holds, whatever came in first', () => {
  expect(matterOf('two outcomes')?.recorded?.outcome.outcome).toBe('assigned')
})

test('a withdrawn outcome leaves the earlier one effective', () => {
  expect(matterOf('outcome withdrawn')?.recorded?.outcome.outcome).toBe('assigned')
})

test('of two outcomes at one instant the greater id holds', () => {
  expect(matterOf('two outcomes at the same instant: the greater id')?.recorded?.outcome.outcome).toBe(
    'policy_explained',
  )
})

test('registered again after a withdrawal, the least registration not withdrawn is effective', () => {
  const matter = matterOf('registered again: effective after the withdrawal')
  expect(matter?.registered.involved_count).toBe(8)
  expect(matter?.recorded?.outcome.amount_fen).toBe(900)
})

test('the same matter id at another site is its own', () => {
  expect(matterOf('the same matter id at another site: its own')?.registered.category).toBe('pension_insurance')
})

test('a reason instead of a tick is kept as it was said', () => {
  const { lines } = play('2024-03-14-hard-cases')
  const reason = lines.find((line) => line.case === 'a reason instead of a tick')
  expect(reason?.entry).toMatchObject({ data: { explained: { responsibility: { reason: '对方未到场' } } } })
})

test('opened twice and closed twice, the first of each holds', () => {
  const { lines } = play('2024-03-14-hard-cases')
  const day = fold(lines.map((line) => line.entry).filter((entry) => entry.site === 'HN-C-4301'))
  expect([day.opened_at, day.rooms, day.closed_at]).toEqual([
    '2024-03-14T09:00:00.000+08:00',
    2,
    '2024-03-14T11:00:00.000+08:00',
  ])
})

test('a matter waits, is in session, is done', () => {
  const started = { entry: 'e', at: 't', mode: 'phone' as const }
  const outcome = { matter: 'm', outcome: 'assigned', amount_fen: 0 } as never
  expect(turnOf({})).toBe('waiting')
  expect(turnOf({ started })).toBe('in_session')
  expect(turnOf({ recorded: { entry: 'o', at: 't', outcome } })).toBe('done')
})

test('the entries of a matter include its amendments and what withdraws them', () => {
  const { lines } = play('2024-03-14-hard-cases')
  const matter = matterOf('amended thrice')
  const kinds = lines.filter((line) => matter?.entries.includes(line.entry.id)).map((line) => line.entry.kind)
  expect(kinds.filter((kind) => kind === 'entry_withdrawn')).toHaveLength(2)
})

test('a ticket and a turn are those of the last word that stands, in any order', () => {
  const matter = '018e3a79-1e80-7b63-906b-10adda815ed5'
  const id = (n: number) => `018e3a79-1e80-7000-8000-0000000000${String(n).padStart(2, '0')}`
  const said = (n: number, kind: string, data: object) =>
    ({
      id: id(n),
      day: '2024-03-14',
      site: 'HN-C-4301',
      at: `2024-03-14T09:${String(n).padStart(2, '0')}:00+08:00`,
      kind,
      data,
    }) as Entry
  const story = [
    said(1, 'matter_registered', { matter }),
    said(2, 'ticket_issued', { matter, desk: 'A', number: 7, code: 'a', representatives: [{ name: '张三' }] }),
    said(3, 'ticket_issued', { matter, desk: 'B', number: 1, code: 'b' }),
    said(4, 'turn_called', { matter, room: 1 }),
    said(5, 'turn_returned', { matter, because: 'no_show' }),
    said(6, 'turn_called', { matter, room: 2 }),
    said(7, 'turn_called', { matter, room: 2 }),
    said(8, 'turn_held', { matter }),
    said(9, 'entry_withdrawn', { entry: id(8), reason: '误' }),
    said(10, 'entry_withdrawn', { entry: id(3), reason: '误' }),
  ]
  for (const order of [story, [...story].reverse(), [...story.slice(4), ...story.slice(0, 4)]]) {
    const [found] = fold(order).matters
    expect(found?.ticket).toEqual({ entry: id(2), shown: 'A7', representatives: [{ name: '张三' }] })
    const at = '2024-03-14T09:07:00+08:00'
    expect(found?.turn).toEqual({ state: 'called', at, called_at: at, room: 2, calls: 2, no_shows: 1 })
  }
})

import { describe, expect, it } from 'vitest'
import type { Planning } from '../../types'
import { byLevel, clock, fixes, frameOf, inverse, type Lifted, moved, suggested, waiting, within, x } from './timetable'

const leader = (id: string, level: string) => ({ id, name: id, level, hours: [{ begins: 540, ends: 720, site: null }] })
const slot = (booking: string, leader: string, begins: number) => ({
  booking,
  leader,
  begins,
  ends: begins + 30,
  is_locked: true,
  is_video: false,
})
const booking = (id: string) => ({
  id,
  site: 'S',
  site_zh: '点',
  site_en: 'Site',
  category: 'work_injury',
  people: 1,
  tier: 5,
  length: 30,
  earliest: 540,
  in_person: false,
})
const plan = (more: Partial<Planning> = {}): Planning =>
  ({
    opens_at: '09:00:00',
    closes_at: '17:00:00',
    break_from: '12:00:00',
    break_until: '14:00:00',
    leaders: [leader('county', 'county'), leader('province', 'province')],
    bookings: [booking('A'), booking('B')],
    draft: { version: 1, made_at: '', slots: [slot('A', 'county', 540)] },
    published: null,
    suggestion: null,
    clashes: [],
    ...more,
  }) as unknown as Planning
const frame = { from: 540, until: 1020 }
const lifted: Lifted = { booking: 'A', leader: 'one', begins: 600, length: 30 }

describe('a timetable', () => {
  it('is drawn from its first hour on, 98 pixels an hour', () => {
    expect(frameOf(plan())).toEqual(frame)
    expect(x(600, frame)).toBe(98)
    expect(clock(585)).toBe('09:45')
  })

  it('runs over midnight where the day does', () => {
    expect(frameOf(plan({ opens_at: '20:00:00', closes_at: '02:00:00', leaders: [] }))).toEqual({
      from: 1200,
      until: 1560,
    })
    expect(clock(1500)).toBe('01:00')
  })

  it('has the province first', () => {
    expect(byLevel(plan().leaders).map((group) => group.level)).toEqual(['province', 'county'])
  })

  it('says who waits for a place, and what a suggestion would change', () => {
    expect(waiting(plan()).map((one) => one.id)).toEqual(['B'])
    const suggestion = { slots: [slot('A', 'county', 540), slot('B', 'county', 570)] }
    expect(suggested(plan({ suggestion } as unknown as Partial<Planning>)).map((one) => one.booking)).toEqual(['B'])
  })

  it('is moved by a quarter of an hour and by a row, within what is drawn', () => {
    const rows = [leader('one', 'city'), leader('two', 'city')]
    expect(moved(lifted, 'ArrowRight', rows, frame)?.begins).toBe(615)
    expect(moved(lifted, 'ArrowDown', rows, frame)?.leader).toBe('two')
    expect(moved({ ...lifted, leader: 'two' }, 'ArrowDown', rows, frame)?.leader).toBe('two')
    expect(moved({ ...lifted, begins: 540 }, 'ArrowLeft', rows, frame)?.begins).toBe(540)
    expect(moved(lifted, 'q', rows, frame)).toBeNull()
    expect(within({ ...lifted, begins: 1019 }, frame).begins).toBe(990)
  })

  it('is undone to what was before, and mended by every fix at once', () => {
    expect(inverse(plan(), 'A')).toEqual({ booking: 'A', leader: 'county', begins: 540, is_locked: true })
    expect(inverse(plan(), 'B')).toEqual({ booking: 'B', leader: null, begins: null, is_locked: false })
    const clashes = [
      { booking: 'A', problem: 'at_once', other: 'B', fix: { leader: 'county', begins: 600 } },
      { booking: 'B', problem: 'hours', other: null, fix: null },
    ]
    expect(fixes(plan({ clashes } as unknown as Partial<Planning>)).map((one) => one.begins)).toEqual([600, null])
  })
})

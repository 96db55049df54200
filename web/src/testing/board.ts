/** A board of two sites in two cities, as small as a board can be and still have everything. */
import type { Board, Counts, SiteFacts } from '../types'

export function counts(matters: number, more: Partial<Counts> = {}): Counts {
  return { matters, involved: matters, attendees: matters, resolved_on_site: 0, amount_fen: 0, ...more }
}

export function siteFacts(site: string, more: Partial<SiteFacts> = {}): SiteFacts {
  return {
    site,
    place: 430121001,
    city: '430100',
    county: '430121',
    state: 'open',
    mark: 'ready',
    opened_at: null,
    closed_at: null,
    zero_at: null,
    last_heard_at: null,
    matters: 0,
    waiting_matters: 0,
    waiting_attendees: 0,
    in_session: 0,
    longest_wait_from: null,
    waiting_entries: 0,
    incomplete: 0,
    late: 0,
    clock_ahead: 0,
    callable: true,
    commanded: null,
    rooms_planned: null,
    asked: null,
    no_one_at: null,
    ...more,
  }
}

export function aBoard(more: Partial<Board> = {}): Board {
  return {
    day: '2023-11-09',
    version: 7,
    now: '2023-11-09T09:00:00+08:00',
    speed: 60,
    tally: {
      day: '2023-11-09',
      version: 7,
      sites: { expected: 2, opened: 1, closed: 0 },
      totals: counts(3),
      by_category: { wage_arrears_migrant: counts(2), other: counts(1) },
      by_outcome: { assigned: 1 },
      by_city: { '430100': counts(2), '430200': counts(1) },
      entries: { accepted: 7 },
      by_county: null,
      by_site: null,
      published: null,
      adjustment: null,
    },
    figures: { waiting_matters: 1, waiting_attendees: 2, in_session: 0, in_session_video: 0, longest_wait_from: null },
    sites: {
      'HN-A': siteFacts('HN-A'),
      'HN-B': siteFacts('HN-B', { place: 430100001, county: '430100', mark: 'none', state: 'expected' }),
    },
    attention: [],
    curve: { '08:30': { matters: 2, resolved_on_site: 0 } },
    ...more,
  }
}

/** A turn of the queue and a meeting, as small as they can be and still have everything. */
import type { Meeting, Seat, Turn } from '../day/meeting/told'
import type { Day, Reference } from '../types'

export function aTurn(matter: string, more: Partial<Turn> = {}): Turn {
  return {
    site: 'HN-A',
    place: 430181001,
    matter,
    ticket: 'A01',
    category: 'wage_arrears_migrant',
    involved: 32,
    attendees: 3,
    needs: [],
    is_repeat: false,
    channel: 'site',
    registered_at: '2023-11-09T09:12:00+08:00',
    state: 'waiting',
    position: 1,
    why: { code: 'arrival', params: {} },
    why_text: '按先后。',
    expected: null,
    callable: true,
    claimed_fen: null,
    problem_region: null,
    person: '张*',
    called: null,
    no_shows: 0,
    handed_to: null,
    moved: null,
    appointed: null,
    meeting: null,
    version: 1,
    ...more,
  }
}

export function aSeat(participant: Seat['participant'], more: Partial<Seat> = {}): Seat {
  const kind = participant === 'leader' || participant === 'site' ? participant : 'official'
  return {
    participant,
    kind,
    name: participant,
    state: 'seated',
    away_since: null,
    role: null,
    answer: null,
    audio: true,
    video: true,
    ...more,
  }
}

export function aMeeting(turn: Turn, more: Partial<Meeting> = {}): Meeting {
  return {
    id: `meeting of ${turn.matter}`,
    day: '2023-11-09',
    site: turn.site,
    place: turn.place,
    matter: turn.matter,
    mode: 'video',
    state: 'open',
    planned_minutes: 30,
    rung_at: '2023-11-09T01:40:00Z',
    opened_at: '2023-11-09T01:41:00Z',
    ended_at: null,
    end_reason: null,
    now: '2023-11-09T01:50:00Z',
    seats: [aSeat('leader'), aSeat('site')],
    turn,
    next: null,
    lacks: ['outcome_missing'],
    result: null,
    begun: [],
    telephone: null,
    leaderless_since: null,
    you: 'leader',
    token: null,
    ...more,
  }
}

export function aReference(more: Partial<Reference> = {}): Reference {
  return { regions: [], categories: [], outcomes: [], unit_kinds: [], routes: [], grid: [], sites: [], ...more }
}

export function aDay(more: Partial<Day> = {}): Day {
  const clock = { now: '2023-11-09T09:50:00+08:00', speed: 1, ends_at: null }
  return { day: '2023-11-09', is_rehearsal: true, state: 'live', clock, ...more } as Day
}

/** The video receptions of a site as its devices hear of them: which ring, which wait for the site, which lack a leader. Pure. */
import type { FromServer } from '../../types'
import { seatOf } from './seats'
import type { Meeting } from './told'

export interface Running {
  meetings: Meeting[]
  /** The server's real time less this machine's (ms), as the last word told it. */
  ahead: number
  /** How often a leader has rung. */
  rung: number
}

export const NOTHING_RUNS: Running = { meetings: [], ahead: 0, rung: 0 }

/** After one more word of the live line, heard at `now` (ms, steady). */
export function runningAfter(running: Running, frame: FromServer, now: number): Running {
  switch (frame.type) {
    case 'welcome':
      return { ...running, meetings: [] } // all that is on is told anew
    case 'meeting': {
      const told = frame.meeting as unknown as Meeting // as GET /api/meetings/{id} answers
      const others = running.meetings.filter(({ id }) => id !== told.id)
      const isOn = told.state !== 'ended' && told.mode === 'video'
      return { ...running, meetings: isOn ? [...others, told] : others, ahead: Date.parse(told.now) - now }
    }
    case 'ring':
      return { ...running, rung: running.rung + 1 }
    case 'refused':
      if (frame.code !== 'not_at_table') return running
      return { ...running, meetings: running.meetings.filter(({ id }) => id !== frame.meeting) }
    default:
      return running
  }
}

/** A leader calls: the site has not sat down yet. */
export function rings(meeting: Meeting): boolean {
  return meeting.state === 'ringing' && seatOf(meeting, 'site')?.state !== 'seated'
}

/** The reception goes on and the site's seat waits for it: it left, or its page is gone. */
export function waitsForSite(meeting: Meeting): boolean {
  const seat = seatOf(meeting, 'site')?.state
  return meeting.state === 'open' && (seat === 'left' || seat === 'away')
}

/** From then on a room without its leader is for others to see to (ms). */
const LEADER_GONE_AFTER = 60_000

/** For how many whole minutes a room has had no leader (`now` is the server's real time, ms); null while that is no matter. */
export function leaderlessFor(meeting: Meeting, now: number): number | null {
  const since = meeting.leaderless_since
  const passed = since === null ? 0 : now - Date.parse(since)
  return passed >= LEADER_GONE_AFTER ? Math.floor(passed / 60_000) : null
}

export const roomAddress = (meeting: string): string => `/room/${meeting}?as=site`

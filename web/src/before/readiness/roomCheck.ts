/** The check of one room before opening: what was found, what still waits for an answer, what failed. Pure. */
import type { Checked } from '../../types'
import { BY_ROOM, type Check } from './checks'

export interface Found {
  camera: string | null
  height: number
  microphone: string | null
  /** The loudest that was heard, 0 to 1. */
  loudest: number
  chair: boolean | null
  chime: boolean | null
  forms: boolean | null
  atMains: boolean | null
  battery: number | null
  line: { test: string; faults: readonly string[] } | null
}

export const NOTHING_FOUND: Found = {
  camera: null,
  height: 0,
  microphone: null,
  loudest: 0,
  chair: null,
  chime: null,
  forms: null,
  atMains: null,
  battery: null,
  line: null,
}

/** A microphone that heard nothing louder is muted or far away. */
export const LEAST_LOUD = 0.06
const LEAST_BATTERY = 0.5

/** Whether a check is passed; null while it waits. As server/before/readiness/measures.py judges it. */
export function passed(found: Found, check: Check): boolean | null {
  switch (check) {
    case 'camera':
      return found.camera && found.camera === 'works' ? true : found.camera ? false : null
    case 'microphone':
      if (found.microphone && found.microphone !== 'works') return false
      return found.microphone && found.loudest >= LEAST_LOUD ? true : null
    case 'speaker':
      return found.chime
    case 'room':
      return found.camera && found.camera !== 'works' ? false : found.chair
    case 'power':
      return found.atMains !== false || (found.battery ?? 0) >= LEAST_BATTERY
    case 'forms':
      return found.forms
    case 'line':
      return found.line && found.line.faults.length === 0
    default:
      return true
  }
}

const OF_A_ROOM: Check[] = ['camera', 'microphone', 'speaker', 'room', 'line', 'power', 'forms']
/** Paper does not keep a room from opening. */
const MAY_WAIT: ReadonlySet<Check> = new Set(['forms'])

export const waiting = (found: Found): Check[] =>
  OF_A_ROOM.filter((check) => passed(found, check) === null && !MAY_WAIT.has(check))
export const failed = (found: Found): Check[] => OF_A_ROOM.filter((check) => passed(found, check) === false)

/** What is handed in; a microphone that nothing was said into has not passed. */
export function reportOf(found: Found, room: number, id: string) {
  const heard = found.microphone === 'works' && found.loudest < LEAST_LOUD ? 'failed' : found.microphone
  return {
    id,
    room,
    camera: found.camera ?? 'failed',
    picture_height: found.height,
    microphone: heard ?? 'failed',
    loudness: Math.min(1, found.loudest),
    sees_chair: passed(found, 'room') === true,
    hears_chime: found.chime === true,
    at_mains: found.atMains,
    battery: found.battery,
    has_forms: found.forms,
    line: found.line?.test ?? null,
  }
}

/** How a room stood when it was last checked. */
export function roomMark(results: Checked[], room: number): 'ready' | 'alert' | 'wait' {
  const newest = new Map(
    results.filter((one) => one.room === room && BY_ROOM.has(one.check)).map((one) => [one.check, one]),
  )
  const all = [...newest.values()]
  if (all.some((one) => !one.passed)) return 'alert'
  return all.length === BY_ROOM.size ? 'ready' : 'wait'
}

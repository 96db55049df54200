/** What a watching desk knows, and how each frame of the feed changes it. Pure: no socket, no clock, no page. */
import type { Board, BoardChanges, FromServer, ToServer } from './types'
import { BOARD_OUTLINE } from './wire'

/**
 * `connecting` until the first snapshot, `lost` while there is no line, `refused` where there is nothing for us to watch,
 * `ended` when the server will not have us again.
 */
export type Phase = 'connecting' | 'live' | 'lost' | 'refused' | 'ended'

export interface Watching {
  phase: Phase
  epoch: string | null
  version: number | null
  board: Board | null
  /** Milliseconds of the desk's own clock at the last word from the server. */
  heardAt: number | null
  /** The day's clock as last told: `now` at `heardAt`, running `speed` times as fast. */
  clock: { now: number; at: number; speed: number } | null
  code: string | null
}

export const NOTHING_YET: Watching = {
  phase: 'connecting',
  epoch: null,
  version: null,
  board: null,
  heardAt: null,
  clock: null,
  code: null,
}

export type Said = { state: Watching; ask: 'watch' | 'snapshot' | null }

/** The state after one frame, and what to ask next: `snapshot` where the numbers show that a frame is missing. */
export function received(state: Watching, frame: FromServer, at: number): Said {
  const heard = { ...state, heardAt: at }
  switch (frame.type) {
    case 'welcome':
      return { state: heard, ask: 'watch' }
    case 'snapshot':
      if (frame.topic) return { state: heard, ask: null }
      return { state: begun(heard, frame, at), ask: null }
    case 'changes':
      return frame.topic ? { state: heard, ask: null } : continued(heard, frame)
    case 'tick':
      return { state: { ...heard, clock: clockAt(frame, at) }, ask: null }
    case 'refused':
      // a refusal that names a meeting or a topic is not of the board
      return {
        state: frame.meeting || frame.topic ? heard : { ...heard, phase: 'refused', code: frame.code },
        ask: null,
      }
    case 'ended':
      return { state: { ...heard, phase: 'ended', code: frame.code }, ask: null }
    default: // other topics come over the same line; what they say is not the board's
      return { state: heard, ask: null }
  }
}

/** The question that fetches what is missing: changes since the version we hold, or all. */
export function question(state: Watching, day: string, place: string | null, all: boolean): ToServer {
  const watch = { type: 'watch' as const, day, ...(place ? { place } : {}) }
  if (all || state.epoch === null || state.version === null) return watch
  return { ...watch, epoch: state.epoch, version: state.version }
}

function begun(state: Watching, frame: Extract<FromServer, { type: 'snapshot' }>, at: number): Watching {
  const { epoch, version, board } = frame
  return { ...state, phase: 'live', epoch, version, board, clock: clockAt(board, at), code: null }
}

function continued(state: Watching, frame: Extract<FromServer, { type: 'changes' }>): Said {
  if (!state.board || frame.epoch !== state.epoch || state.version === null) return { state, ask: 'snapshot' }
  if (frame.to <= state.version && frame.from < frame.to) return { state, ask: null }
  if (frame.from !== state.version) return { state, ask: 'snapshot' }
  const board = { ...applyChanges(state.board, frame.set), version: frame.to }
  return { state: { ...state, phase: 'live', version: frame.to, board }, ask: null }
}

function clockAt(told: { now: string; speed: number }, at: number) {
  return { now: Date.parse(told.now), at, speed: told.speed }
}

/** The board after one set of changes; the board before stays as it was. */
export function applyChanges(board: Board, set: BoardChanges): Board {
  return applied(board as unknown as Json, set, BOARD_OUTLINE) as unknown as Board
}

type Json = Record<string, unknown>
interface Outline {
  readonly [part: string]: 'rows' | Outline
}

/** Any topic's board after one set of changes, by its outline: a part or row that is null is gone. */
export function applied(board: Json, set: Json, outline: Outline): Json {
  const next: Json = { ...board }
  for (const [name, value] of Object.entries(set)) {
    const shape = outline[name]
    if (value === null) delete next[name]
    else if (shape === undefined) next[name] = value
    else if (shape === 'rows') next[name] = changedRows((next[name] ?? {}) as Json, value as Json)
    else next[name] = applied((next[name] ?? {}) as Json, value as Json, shape)
  }
  return next
}

function changedRows(rows: Json, set: Json): Json {
  return Object.fromEntries(Object.entries({ ...rows, ...set }).filter(([, row]) => row !== null))
}

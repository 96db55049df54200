/** The feed of a day over one line: watches, asks again after a gap, and goes on where it was after a cut. */

import type { Language } from './api'
import { type Line, openLine } from './line'
import { NOTHING_YET, question, received, type Watching } from './state'
import { steady } from './steady'
import type { FromServer } from './types'

export { lineUrl as feedUrl, waitBefore } from './line'

export interface FeedOptions {
  url: string
  day: string
  place: string | null
  language: Language
  token?: string
  onChange: (state: Watching) => void
  /** Whether to be told when a waiting list within the place has changed. */
  turns?: boolean
  /** Every frame, after what it changed: other topics come over the same line. */
  onFrame?: (frame: FromServer) => void
  /** Called at each cut, so that the page can ask whether it is still signed in. */
  onCut?: () => void
  open?: (url: string) => WebSocket
  now?: () => number
  random?: () => number
}

export interface Feed {
  close(): void
}

export function openFeed(options: FeedOptions): Feed {
  const { now = steady, day, place, turns = false } = options
  let state: Watching = NOTHING_YET

  function become(next: Watching): void {
    state = next
    options.onChange(state)
  }

  function hear(frame: FromServer): void {
    const { state: next, ask } = received(state, frame, now())
    if (frame.type === 'snapshot' || frame.type === 'changes') line.settled()
    become(next)
    if (ask) line.say({ ...question(state, day, place, ask === 'snapshot'), ...(turns ? { turns } : {}) })
    options.onFrame?.(frame)
  }

  const { url, language, token, open, random } = options
  const line: Line = openLine({
    url,
    language,
    token,
    open,
    random,
    onFrame: hear,
    onCut() {
      if (state.phase === 'live') become({ ...state, phase: 'lost' })
      options.onCut?.()
    },
  })
  return { close: line.close }
}

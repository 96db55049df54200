/** The desk's live line, as this device. Its pings say that people can be called to this site. */
import type { Ref } from 'vue'
import type { Language } from '../../api'
import { type Running, runningAfter } from '../../day/meeting/running'
import { type Line, lineUrl } from '../../line'
import { steady } from '../../steady'
import type { FromServer, SiteFacts } from '../../types'
import { openWorkerLine } from '../../workerLine'

/** Not heard for ten seconds, a site is not called from outside. */
const PING = 3_000
/** Many turns may change at once (a leader hands over a list): they are asked for once. */
const TOGETHER = 250

export interface Ear {
  /** Listens as this device to this day; the same again changes nothing. */
  follow(token: string | null, day: string | null): void
  close(): void
}

export interface EarOptions {
  language: () => Language
  onTurns: () => void
  /** The sites that a board or a change of it tells of, by code. */
  onSites: (sites: Readonly<Record<string, SiteFacts | null>>) => void
  /** The video receptions of the site, told over the same line. */
  running: Ref<Running>
  open?: (url: string) => WebSocket
}

export function makeEar({ language, onTurns, onSites, running, open }: EarOptions): Ear {
  let followed = ''
  let line: Line | null = null
  let asked: ReturnType<typeof setTimeout> | undefined

  function hear(frame: FromServer, day: string): void {
    running.value = runningAfter(running.value, frame, steady())
    if (frame.type === 'welcome') {
      line?.say({ type: 'watch', day, place: null, turns: true })
      onTurns() // for what was told while the line was away
    } else if (frame.type === 'snapshot') {
      line?.settled()
      onSites(frame.board.sites)
    } else if (frame.type === 'changes') onSites(frame.set.sites ?? {})
    else if (frame.type === 'turns') {
      clearTimeout(asked)
      asked = setTimeout(onTurns, TOGETHER)
    }
  }

  function stop(): void {
    clearTimeout(asked)
    line?.close()
    line = null
  }

  return {
    follow(token, day) {
      const next = `${token} ${day}`
      if (next === followed) return
      followed = next
      stop()
      if (!token || !day) return
      line = openWorkerLine({
        url: lineUrl(location),
        language: language(),
        token,
        open,
        onFrame: (frame) => hear(frame, day),
        longestWait: 5_000,
        ping: PING,
      })
    },
    close: stop,
  }
}

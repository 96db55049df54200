/** A live line on a thread of its own: a dialog (print, alert) holds up the page, not what keeps the line alive. */
import { type Line, type LineFacts, openLine } from './line'
import type { FromServer, ToServer } from './types'

export type ToWorker = { do: 'open'; facts: LineFacts } | { do: 'say'; message: ToServer } | { do: 'settled' | 'close' }
export type FromWorker = { what: 'frame'; frame: FromServer } | { what: 'cut' }

let line: Line | null = null
const tell = (told: FromWorker) => postMessage(told)

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  switch (data.do) {
    case 'open':
      line = openLine({
        ...data.facts,
        onFrame: (frame) => tell({ what: 'frame', frame }),
        onCut: () => tell({ what: 'cut' }),
      })
      break
    case 'say':
      line?.say(data.message)
      break
    case 'settled':
      line?.settled()
      break
    case 'close':
      line?.close()
      close()
  }
})

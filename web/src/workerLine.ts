/** A live line that a worker holds, for pages that must be heard while a dialog blocks them. */
import { type Line, type LineOptions, openLine } from './line'
import type { FromWorker, ToWorker } from './line.worker'

export interface WorkerHandle {
  postMessage(word: ToWorker): void
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
  terminate(): void
}

const startWorker = (): WorkerHandle => new Worker(new URL('./line.worker.ts', import.meta.url), { type: 'module' })

/** The line of `openLine`, in a worker where the browser has them and its script can be fetched, else on the page. */
export function openWorkerLine(options: LineOptions, start: (() => WorkerHandle) | null = workers()): Line {
  if (!start || options.open) return openLine(options)
  const { onFrame, onCut, open: _open, random: _random, ...facts } = options
  const worker = start()
  let onPage: Line | null = null
  let isOver = false

  worker.onmessage = ({ data }) => {
    if (isOver) return
    if (data.what === 'frame') onFrame(data.frame)
    else onCut?.()
  }
  worker.onerror = () => {
    worker.terminate()
    if (!isOver) onPage ??= openLine(options)
  }
  worker.postMessage({ do: 'open', facts })
  return {
    say: (message) => (onPage ? onPage.say(message) : worker.postMessage({ do: 'say', message })),
    settled: () => (onPage ? onPage.settled() : worker.postMessage({ do: 'settled' })),
    close() {
      isOver = true
      if (onPage) onPage.close()
      else worker.postMessage({ do: 'close' })
    },
  }
}

function workers(): (() => WorkerHandle) | null {
  return typeof Worker === 'undefined' ? null : startWorker
}

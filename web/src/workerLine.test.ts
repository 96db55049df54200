import { afterEach, expect, test, vi } from 'vitest'
import type { FromWorker, ToWorker } from './line.worker'
import type { FromServer } from './types'
import { openWorkerLine, type WorkerHandle } from './workerLine'

class Worker implements WorkerHandle {
  onmessage: WorkerHandle['onmessage'] = null
  onerror: WorkerHandle['onerror'] = null
  heard: ToWorker[] = []
  ended = false
  postMessage = (word: ToWorker) => void this.heard.push(structuredClone(word))
  terminate = () => {
    this.ended = true
  }
  tell = (data: FromWorker) => this.onmessage?.({ data } as MessageEvent<FromWorker>)
  fail = () => this.onerror?.(new ErrorEvent('error'))
}

const sockets: string[] = []
class Socket {
  constructor(url: string) {
    sockets.push(url)
  }
  send() {}
  close() {}
}

function opened() {
  sockets.length = 0
  vi.stubGlobal('WebSocket', Socket)
  const worker = new Worker()
  const frames: FromServer[] = []
  const cuts: string[] = []
  const facts = { url: 'ws://x/api/live', language: 'zh-CN', token: 'secret', ping: 3_000 } as const
  const options = { ...facts, onFrame: (frame: FromServer) => frames.push(frame), onCut: () => cuts.push('cut') }
  return { worker, frames, cuts, facts, line: openWorkerLine(options, () => worker) }
}
afterEach(() => vi.unstubAllGlobals())

test('what keeps a site there runs on another thread, and no dialog of the page holds it up', () => {
  const { worker, frames, cuts, facts, line } = opened()
  expect(worker.heard).toEqual([{ do: 'open', facts }])
  worker.tell({ what: 'frame', frame: { type: 'welcome' } as FromServer })
  worker.tell({ what: 'cut' })
  expect([frames.map(({ type }) => type), cuts]).toEqual([['welcome'], ['cut']])
  line.say({ type: 'ping' })
  line.settled()
  line.close()
  expect(worker.heard.slice(1).map((word) => word.do)).toEqual(['say', 'settled', 'close'])
  worker.tell({ what: 'frame', frame: { type: 'pong' } as unknown as FromServer })
  expect(frames).toHaveLength(1)
  expect(sockets).toEqual([])
})

test('a worker whose script does not come leaves the line to the page', () => {
  const { worker, facts, line } = opened()
  worker.fail()
  expect([worker.ended, sockets]).toEqual([true, [facts.url]])
  line.close()
  const before = worker.heard.length
  line.say({ type: 'ping' })
  expect(worker.heard).toHaveLength(before)
})

import { vi } from 'vitest'

/** A live line on which nothing is ever said: for pages whose feed is not what the test is about. */
class QuietSocket {
  constructor() {
    lines.last = this
  }
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  send(): void {}
  close(): void {}
}

/** How often a bell was struck: this happens without a sound. */
export const struck = { times: 0 }

class QuietAudio {
  state = 'suspended'
  currentTime = 0
  destination = {}
  async resume(): Promise<void> {
    this.state = 'running'
  }
  createOscillator() {
    struck.times += 1
    return { frequency: {}, connect: (next: unknown) => next, start() {}, stop() {} }
  }
  createGain() {
    const set = () => undefined
    const gain = { setValueAtTime: set, linearRampToValueAtTime: set, exponentialRampToValueAtTime: set }
    return { gain, connect: (next: unknown) => next }
  }
}

export function quietBell(): void {
  struck.times = 0
  vi.stubGlobal('AudioContext', QuietAudio)
}

/** The line that was opened last. */
export const lines = { last: null as QuietSocket | null }

export function quietLine(): void {
  vi.stubGlobal('WebSocket', QuietSocket)
}

/** One socket to `/api/live`, kept open: says hello, takes silence for a cut, and comes back after one by itself. */
import type { Language } from './api'
import type { FromServer, ToServer } from './types'

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 15_000
/** The server says something at least every 10 s; after three silent turns the line is taken for dead. */
const SILENCE = 30_000

/** What a line is, without what it tells: this much can be sent to a worker. */
export interface LineFacts {
  url: string
  language: Language
  /** A device speaks with its own token instead of a cookie. */
  token?: string | undefined
  /** Milliseconds between two tries at most, where a page must be back sooner than others. */
  longestWait?: number
  silence?: number
  /** Says `ping` so often (ms): that the desk is there. */
  ping?: number
}

export interface LineOptions extends LineFacts {
  onFrame: (frame: FromServer) => void
  /** Called at each cut, so that the page can ask whether it is still signed in. */
  onCut?: (() => void) | undefined
  open?: ((url: string) => WebSocket) | undefined
  random?: (() => number) | undefined
}

export interface Line {
  /** Says nothing while there is no line: who needs an answer asks again when welcomed. */
  say(message: ToServer): void
  /** What was asked has been answered: the next cut is a first one. */
  settled(): void
  close(): void
}

/** How long to wait before try number `tries` (from 0): doubling up to a longest wait, with half of it left to chance. */
export function waitBefore(tries: number, random: number, longest = LONGEST_WAIT): number {
  const most = Math.min(longest, FIRST_WAIT * 2 ** tries)
  return most / 2 + (most / 2) * random
}

export function openLine(options: LineOptions): Line {
  const { open = (url: string) => new WebSocket(url), random = Math.random } = options
  const { longestWait = LONGEST_WAIT, silence: longestSilence = SILENCE } = options
  let socket: WebSocket | null = null
  let up = false
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let over = false

  function say(message: ToServer): void {
    if (up) socket?.send(JSON.stringify(message))
  }

  function hear(frame: FromServer): void {
    listen()
    if (frame.type === 'ended') over = true
    options.onFrame(frame)
  }

  function listen(): void {
    clearTimeout(silence)
    silence = setTimeout(dead, longestSilence)
  }

  /** A line without an other end would take minutes to close: it is let go, not waited for. */
  function dead(): void {
    const silent = socket
    cut()
    silent?.close()
  }

  function cut(): void {
    clearTimeout(silence)
    socket = null
    up = false
    if (over) return
    options.onCut?.()
    retry = setTimeout(connect, waitBefore(tries, random(), longestWait))
    tries += 1
  }

  function connect(): void {
    clearTimeout(retry)
    const opened = open(options.url)
    socket = opened
    const mine = (act: () => void) => () => socket === opened && act()
    opened.onopen = mine(() => {
      up = true
      const { token, language } = options
      say({ type: 'hello', language, ...(token ? { token } : {}) })
    })
    opened.onmessage = (event: MessageEvent<string>) => mine(() => hear(JSON.parse(event.data)))()
    opened.onclose = mine(cut)
    listen()
  }

  /** The browser knows that the line is back: no need to wait out the turn. */
  function backOnline(): void {
    if (!over && !socket) connect()
  }

  const beat = options.ping === undefined ? undefined : setInterval(() => say({ type: 'ping' }), options.ping)
  globalThis.addEventListener?.('online', backOnline)
  connect()
  return {
    say,
    settled: () => {
      tries = 0
    },
    close() {
      over = true
      clearTimeout(retry)
      clearTimeout(silence)
      clearInterval(beat)
      globalThis.removeEventListener?.('online', backOnline)
      socket?.close()
    },
  }
}

/** Where the line goes, seen from the page's own address. */
export function lineUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/live`
}

/** One socket to `/api/live`, kept open: says hello, watches a day, asks again after a gap, comes back after a cut. */
import type { Language } from './api'
import { NOTHING_YET, question, received, type Watching } from './state'
import type { FromServer, ToServer } from './types'

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 15_000
/** The server says something at least every 10 s; after three silent turns the line is taken for dead. */
const SILENCE = 30_000

export interface FeedOptions {
  url: string
  day: string
  place: string | null
  language: Language
  token?: string
  onChange: (state: Watching) => void
  /** Called at each cut, so that the page can ask whether it is still signed in. */
  onCut?: () => void
  open?: (url: string) => WebSocket
  now?: () => number
  random?: () => number
}

export interface Feed {
  close(): void
}

/** How long to wait before try number `tries` (from 0): doubling, at most 15 s, with half of it left to chance. */
export function waitBefore(tries: number, random: number): number {
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries)
  return most / 2 + (most / 2) * random
}

export function openFeed(options: FeedOptions): Feed {
  const { open = (url: string) => new WebSocket(url), now = Date.now, random = Math.random } = options
  let state: Watching = NOTHING_YET
  let socket: WebSocket | null = null
  let tries = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined
  let closed = false

  function become(next: Watching): void {
    state = next
    options.onChange(state)
  }

  function say(message: ToServer): void {
    socket?.send(JSON.stringify(message))
  }

  function hear(frame: FromServer): void {
    listen()
    const { state: next, ask } = received(state, frame, now())
    if (frame.type === 'snapshot' || frame.type === 'changes') tries = 0
    become(next)
    if (ask) say(question(state, options.day, options.place, ask === 'snapshot'))
  }

  function listen(): void {
    clearTimeout(silence)
    silence = setTimeout(() => socket?.close(), SILENCE)
  }

  function cut(): void {
    clearTimeout(silence)
    socket = null
    if (closed || state.phase === 'ended') return
    if (state.phase === 'live') become({ ...state, phase: 'lost' })
    options.onCut?.()
    retry = setTimeout(connect, waitBefore(tries, random()))
    tries += 1
  }

  function connect(): void {
    clearTimeout(retry)
    const opened = open(options.url)
    socket = opened
    const mine = (act: () => void) => () => socket === opened && act()
    opened.onopen = mine(() => {
      const { token, language } = options
      say({ type: 'hello', language, ...(token ? { token } : {}) })
    })
    opened.onmessage = (event: MessageEvent<string>) => mine(() => hear(JSON.parse(event.data)))()
    opened.onclose = mine(cut)
    listen()
  }

  /** The browser knows that the line is back: no need to wait out the turn. */
  function backOnline(): void {
    if (!closed && !socket) connect()
  }

  globalThis.addEventListener?.('online', backOnline)
  connect()
  return {
    close() {
      closed = true
      clearTimeout(retry)
      clearTimeout(silence)
      globalThis.removeEventListener?.('online', backOnline)
      socket?.close()
    },
  }
}

/** Where the feed is, seen from the page's own address. */
export function feedUrl(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/live`
}

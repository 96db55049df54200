/** The waiting room's screen as a living thing: asks when told that the lists changed, keeps what it last heard. */

import { computed, onScopeDispose, shallowRef } from 'vue'
import type { Language } from '../../api'
import { dayTime } from '../../clock'
import { callsOn, DESK_TELLS } from '../../day/calling/screen'
import { type Line, lineUrl, openLine } from '../../line'
import type { Session } from '../../session'
import { steady, watchWall } from '../../steady'
import type { CallingScreen, Day, FromServer } from '../../types'
import { makeAsking } from './asking'
import { makeShown, type Shown } from './shown'
import { speakerFor } from './speaker'

/** Told of every change over the live line, it asks by itself only in case that a word was lost. */
const BY_ITSELF = 5_000

export function useScreen(site: string, session: Session, language: () => Language) {
  const shown = makeShown(site)
  const { standing, day, ask } = makeAsking(site, shown, () => api, watchDay)
  let api = session.api
  let line: Line | null = null

  async function start(): Promise<void> {
    const speaker = await speakerFor(site, session, language)
    if (speaker) api = speaker.api
    else {
      standing.value = shown.facts.value ? 'lost' : 'no_account'
      if (!shown.facts.value) return
    }
    const token = speaker?.token
    line = openLine({ url: lineUrl(location), language: language(), token, onFrame: hear, onCut: ask })
    ask()
  }

  function hear(frame: FromServer): void {
    if (frame.type === 'welcome') watchDay()
    else if (frame.type === 'snapshot') line?.settled()
    else if (frame.type === 'turns') ask()
  }

  function watchDay(): void {
    if (day.value) line?.say({ type: 'watch', day: day.value.day, place: null, turns: true })
  }

  onDeskTelling((said) => {
    if (said.site !== site || standing.value === 'heard') return
    const { name_zh = '', name_en = '' } = shown.facts.value ?? {}
    shown.take({ ...said, name_zh, name_en }, 'desk')
  })
  whenLooked(ask, () => {
    standing.value = 'lost'
  })
  onScopeDispose(() => line?.close())
  start()

  const calls = computed(() => (shown.facts.value ? callsOn(shown.facts.value) : []))
  return { standing, facts: shown.facts, day, local: shown.local, calls, now: useNow(shown, day) }
}

type Told = Omit<CallingScreen, 'name_zh' | 'name_en'>

/** The desk of this site, in another window of this browser, goes on calling without a line. */
function onDeskTelling(hear: (said: Told) => void): void {
  const desk = new BroadcastChannel(DESK_TELLS)
  desk.onmessage = ({ data }: MessageEvent<Told>) => hear(data)
  onScopeDispose(() => desk.close())
}

/** When the screen asks without being told to, and when it knows that it cannot. */
function whenLooked(ask: () => Promise<void>, lost: () => void): void {
  const closing = new AbortController()
  const poll = setInterval(ask, BY_ITSELF)
  addEventListener('online', () => ask(), { signal: closing.signal })
  addEventListener('offline', lost, { signal: closing.signal })
  const unwatch = watchWall(ask)
  onScopeDispose(() => {
    unwatch()
    clearInterval(poll)
    closing.abort()
  })
}

/** The day's time (ms), each second: from what was told last, at the day's speed. */
function useNow({ facts, heardAt }: Shown, day: { value: Day | null }) {
  const tick = shallowRef(steady())
  const beat = setInterval(() => {
    tick.value = steady()
  }, 1_000)
  onScopeDispose(() => clearInterval(beat))
  return computed(() => {
    if (!facts.value) return tick.value
    const { speed = 1, ends_at = null } = day.value?.clock ?? {}
    const ends = ends_at ? Date.parse(ends_at) : null
    return dayTime({ now: Date.parse(facts.value.now), at: heardAt.value, speed, ends }, tick.value)
  })
}

/** The waiting room's screen as a living thing: asks when told that the lists changed, keeps what it last heard. */

import { computed, onScopeDispose, shallowRef } from 'vue'
import { type Api, type Language, makeApi, Problem, patient } from '../../api'
import { sameDate } from '../../before/agenda/days'
import { dayTime } from '../../clock'
import { dayFor } from '../../day/arrival/told'
import { callsOn, DESK_TELLS } from '../../day/calling/screen'
import { lineUrl, openLine } from '../../line'
import { type Session, SIGNED_IN } from '../../session'
import { enrolmentIn } from '../../sites/device'
import { steady, wall, watchWall } from '../../steady'
import { store } from '../../storage'
import type { CallingScreen, Day, Days } from '../../types'
import { openVault, VaultFault } from '../../vault'

/** Told of every change over the live line, it asks by itself only in case that a word was lost. */
const BY_ITSELF = 5_000
const PATIENCE = 10_000
const KEPT_AS = 'reception.calling.'

export type Standing = 'opening' | 'nobody' | 'not_here' | 'no_day' | 'heard' | 'lost'

export function useScreen(site: string, session: Session, language: () => Language) {
  const standing = shallowRef<Standing>('opening')
  const facts = shallowRef<CallingScreen | null>(lastKept(site))
  const day = shallowRef<Day | null>(null)
  /** Told by the desk on this computer while the line is cut. */
  const local = shallowRef(false)
  const heardAt = shallowRef(steady())
  const tick = shallowRef(steady())
  const closing = new AbortController()
  let token: string | null = null
  let api: Api = session.api
  let line: ReturnType<typeof openLine> | null = null
  let asking = false
  let again = false

  async function start(): Promise<void> {
    token = await deviceToken(site)
    if (token) api = makeApi({ fetch: patient(PATIENCE), language, csrf: () => null, token: () => token })
    else if (!(await somebody(session))) {
      standing.value = facts.value ? 'lost' : 'nobody'
      if (!facts.value) return
    }
    line = openLine({
      url: lineUrl(location),
      language: language(),
      token: token ?? undefined,
      onFrame: (frame) => {
        if (frame.type === 'welcome') watchDay()
        else if (frame.type === 'snapshot') line?.settled()
        else if (frame.type === 'turns') ask()
      },
      onCut: ask,
    })
    ask()
  }

  function watchDay(): void {
    if (day.value) line?.say({ type: 'watch', day: day.value.day, place: null, turns: true })
  }

  /** One question at a time; what changes meanwhile is asked for afterwards. */
  async function ask(): Promise<void> {
    again = asking
    if (asking) return
    asking = true
    try {
      await askOnce()
    } catch (problem) {
      failed(problem)
    } finally {
      asking = false
    }
    if (again) ask()
  }

  async function askOnce(): Promise<void> {
    if (!day.value) {
      const { items } = await api.get<Days>('/api/days')
      const meant = dayFor(items, wall())
      day.value = meant && (await dayOfSite([meant, ...sameDate(items, meant)]))
      if (!day.value) {
        standing.value = 'no_day'
        return
      }
      watchDay()
    }
    take(await api.get<CallingScreen>(callingPath(day.value)))
    local.value = false
    standing.value = 'heard'
  }

  const callingPath = (of: Day) => `/api/days/${encodeURIComponent(of.day)}/sites/${encodeURIComponent(site)}/calling`

  /** Of several days on one date the one in which the site takes part: it does in one of them at most. */
  async function dayOfSite(days: Day[]): Promise<Day | null> {
    for (const one of days.slice(0, -1)) {
      try {
        await api.get<CallingScreen>(callingPath(one))
        return one
      } catch (problem) {
        if (!(problem instanceof Problem) || problem.status !== 404) throw problem
      }
    }
    return days.at(-1) ?? null
  }

  function take(next: CallingScreen): void {
    facts.value = next
    heardAt.value = steady()
    store.setItem(KEPT_AS + site, JSON.stringify(next))
  }

  function failed(problem: unknown): void {
    if (!(problem instanceof Problem)) throw problem
    if (problem.status === 401) standing.value = 'nobody'
    else if (problem.status === 403 || problem.status === 404) standing.value = 'not_here'
    else standing.value = 'lost'
  }

  /** The desk of this site, in another window of this browser, goes on calling without a line. */
  const desk = new BroadcastChannel(DESK_TELLS)
  desk.onmessage = ({ data }: MessageEvent<Omit<CallingScreen, 'name_zh' | 'name_en'>>) => {
    if (data.site !== site || standing.value === 'heard') return
    take({ ...data, name_zh: facts.value?.name_zh ?? '', name_en: facts.value?.name_en ?? '' })
    local.value = true
  }

  const beat = setInterval(() => (tick.value = steady()), 1_000)
  const poll = setInterval(() => ask(), BY_ITSELF)
  addEventListener('online', () => ask(), { signal: closing.signal })
  addEventListener('offline', () => (standing.value = 'lost'), { signal: closing.signal })
  const unwatch = watchWall(ask)
  onScopeDispose(() => {
    unwatch()
    clearInterval(beat)
    clearInterval(poll)
    closing.abort()
    desk.close()
    line?.close()
  })
  start()

  const calls = computed(() => (facts.value ? callsOn(facts.value) : []))
  const now = computed(() => {
    if (!facts.value) return tick.value
    const speed = day.value?.clock.speed ?? 1
    const ends = day.value?.clock.ends_at ? Date.parse(day.value.clock.ends_at) : null
    return dayTime({ now: Date.parse(facts.value.now), at: heardAt.value, speed, ends }, tick.value)
  })
  return { standing, facts, day, local, calls, now }
}

/** Asked only where somebody has signed in: a screen that nobody has is told so without a question. */
async function somebody(session: Session): Promise<boolean> {
  if (store.getItem(SIGNED_IN) !== 'yes') return false
  return (await session.known().catch(() => null)) !== null
}

/** The enrolment of this browser where it is this site's; a screen without one speaks for whoever is signed in. */
async function deviceToken(site: string): Promise<string | null> {
  try {
    const enrolment = await enrolmentIn(await openVault())
    return enrolment?.site === site ? enrolment.token : null
  } catch (fault) {
    if (fault instanceof VaultFault) return null
    throw fault
  }
}

/** Numbers only, so it may lie open: what the screen showed before it was reloaded without a line. */
function lastKept(site: string): CallingScreen | null {
  const kept = store.getItem(KEPT_AS + site)
  try {
    return kept ? JSON.parse(kept) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null // damaged: the server tells it anew
    throw error
  }
}

import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { type Api, type Language, makeApi, Problem } from '../../api'
import { type Line, lineUrl } from '../../line'
import { useSession } from '../../session'
import { enrolmentIn } from '../../sites/device'
import { steady } from '../../steady'
import { store, tabStore } from '../../storage'
import type { FromServer, ToServer } from '../../types'
import { makeOnce } from '../../ui/once'
import { openVault } from '../../vault'
import { openWorkerLine } from '../../workerLine'
import { keepSending, keptSending, type Sending, sendingAfter } from './sending'
import type { Meeting, Participant } from './told'
import { useDevices } from './useDevices'
import { useMedia } from './useMedia'

/**
 * `lobby` before one goes in; `in` the room; `left` of one's own will, the seat is kept; `moved` to another window;
 * `handed` to another leader; `removed` by the leader; `over` for everybody.
 */
export type RoomPhase = 'loading' | 'signed_out' | 'unknown' | 'no_line' | 'lobby' | 'in' | Out
type Out = 'left' | 'moved' | 'handed' | 'removed' | 'over'

const LOBBY_AGAIN = 3_000
const HEARTBEAT = 3_000
const SILENCE = 9_000
const LONGEST_WAIT = 2_000
/** Which meeting this tab sits in: a reload goes straight back to the seat. */
const SITS_IN = 'reception.sits-in'

/** One meeting as this browser takes part in it: the seat, the line, the media, and what the others' seats are. */
export function useRoom(id: string, asSite: boolean) {
  const session = useSession()
  const { locale } = useI18n()
  const language = () => locale.value as Language
  const phase = ref<RoomPhase>('loading')
  const meeting = shallowRef<Meeting | null>(null)
  const problem = shallowRef<unknown>(null)
  /** When the line went (this machine's clock, ms); null while it is up. */
  const cutAt = ref<number | null>(null)
  const real = ref(steady())
  const ahead = ref(0)
  const { busy, once } = makeOnce()
  const media = useMedia(id, say)
  const devices = useDevices(() => {
    media.send(devices.stream.value)
    sayMedia()
  }, keep)
  let said: Sending | null = null
  let token: string | null = null
  let api: Api = session.api
  let line: Line | null = null
  let lobby: ReturnType<typeof setInterval> | undefined

  const path = (rest = '') => `/api/meetings/${encodeURIComponent(id)}${rest}`
  const you = computed<Participant | null>(() => meeting.value?.you ?? (asSite ? 'site' : null))
  const hasMedia = computed(() => meeting.value?.mode === 'video')
  /** The server's real time (ms). */
  const now = computed(() => real.value + ahead.value)

  function say(word: ToServer): void {
    line?.say(word)
  }

  function told(next: Meeting): void {
    const [before, was] = [ownSeat(meeting.value), you.value]
    meeting.value = { ...next, you: next.you ?? (asSite ? 'site' : null) }
    if (was && !you.value && next.state !== 'ended') {
      sentAway(was)
      return
    }
    // Somebody asked for silence; each takes the sound back when it is time.
    if (before?.audio && ownSeat(meeting.value)?.audio === false && devices.on.value.sound) devices.toggle('sound')
    ahead.value = Date.parse(next.now) - steady()
    if (next.state === 'ended') over()
  }

  function ownSeat(of: Meeting | null) {
    return of?.seats.find((seat) => seat.participant === of.you)
  }

  async function open(): Promise<void> {
    phase.value = 'loading'
    try {
      if (asSite) await becomeDevice()
      else if (!(await session.known())) {
        phase.value = 'signed_out'
        return
      }
      told(await api.get<Meeting>(path()))
    } catch (found) {
      return stands(found)
    }
    if ((phase.value as RoomPhase) === 'over') return
    resume()
    if (tabStore.getItem(SITS_IN) === id) return enter()
    phase.value = 'lobby'
    lobby = setInterval(look, LOBBY_AGAIN)
    if (hasMedia.value) await devices.take()
  }

  function stands(found: unknown): void {
    if (!(found instanceof Problem)) throw found
    phase.value = found.status === 0 || found.status >= 500 ? 'no_line' : 'unknown'
    problem.value = found
  }

  async function becomeDevice(): Promise<void> {
    const enrolment = await openVault()
      .then(enrolmentIn)
      .catch(() => null)
    if (!enrolment) throw new Problem(401, 'not_enrolled', '')
    token = enrolment.token
    api = makeApi({ language, csrf: () => null, token: () => token })
  }

  async function look(): Promise<void> {
    try {
      told(await api.get<Meeting>(path()))
      problem.value = null
    } catch (found) {
      if (!(found instanceof Problem)) throw found // what is shown stays; the next look may come through
      if (you.value && !asSite && (found.status === 403 || found.status === 404)) sentAway(you.value)
    }
  }

  /** One command; null where it is refused, and `problem` says why, or where another is under way. */
  function command(body: Record<string, unknown>): Promise<Meeting | null> {
    return once(async () => {
      try {
        const next = await api.post<Meeting>(path('/commands'), body)
        told(next)
        problem.value = null
        return next
      } catch (found) {
        if (!(found instanceof Problem)) throw found
        problem.value = found
        return null
      }
    })
  }

  async function enter(): Promise<void> {
    if (busy.value) return
    if (!(await command({ command: asSite ? 'seat' : 'enter' }))) {
      phase.value = 'lobby'
      return
    }
    resume()
    clearInterval(lobby)
    tabStore.setItem(SITS_IN, id)
    phase.value = 'in'
    openLines()
    // Others are seen meanwhile: a camera may take seconds to start.
    if (hasMedia.value && !devices.stream.value && !devices.asked.value) await devices.take()
    if (phase.value !== 'in') devices.letGo()
  }

  function openLines(): void {
    media.send(devices.stream.value)
    line ??= openWorkerLine({
      url: lineUrl(location),
      language: language(),
      token: token ?? undefined,
      onFrame: heard,
      onCut: () => {
        cutAt.value ??= steady()
      },
      longestWait: LONGEST_WAIT,
      silence: SILENCE,
      ping: HEARTBEAT,
    })
  }

  function heard(frame: FromServer): void {
    switch (frame.type) {
      case 'welcome':
        takeSeat()
        break
      case 'meeting':
        if (frame.meeting.id === id) told(frame.meeting as unknown as Meeting) // as GET /api/meetings/{id} answers
        break
      case 'media_offer':
      case 'media_slot':
        media.hear(frame)
        break
      case 'refused':
        if (frame.meeting === id) refused(frame.code)
    }
  }

  function takeSeat(): void {
    cutAt.value = null
    line?.settled()
    if (hasMedia.value) media.open()
    else say({ type: 'enter', meeting: id })
    sayMedia()
  }

  function sayMedia(): void {
    if (devices.taking.value && !devices.taken.value) return // not silence: it is only not there yet
    const { sound, picture } = devices.on.value
    say({ type: 'media_state', meeting: id, audio: sound, video: picture })
    if (!line) return
    said = { sound, picture }
    keep()
  }

  function keep(): void {
    const { wanted, withoutCamera } = devices
    keepSending(store, { meeting: id, wanted: wanted.value, withoutCamera: withoutCamera.value, said }, asSite)
  }

  /** Goes on with what was off in this reception, before a device is opened for it. */
  function resume(): void {
    if (devices.asked.value) return
    const kept = keptSending(store, id, asSite)
    said = kept?.said ?? null
    devices.begin(sendingAfter(kept, ownSeat(meeting.value)), kept?.withoutCamera ?? false)
  }

  function refused(code: string): void {
    if (code === 'seat_moved') away('moved')
    else look()
  }

  function closeLines(): void {
    line?.close()
    media.close()
    line = null
    cutAt.value = null
  }

  /** Somebody else leads now, or one is no longer wanted. */
  function sentAway(was: Participant): void {
    away(was === 'leader' ? 'handed' : 'removed')
  }

  function away(next: Out): void {
    clearInterval(lobby)
    tabStore.removeItem(SITS_IN)
    closeLines()
    devices.letGo()
    phase.value = next
  }

  function over(): void {
    if (phase.value !== 'over') away('over')
  }

  const timers = [
    setInterval(() => {
      real.value = steady()
    }, 1_000),
  ]
  onScopeDispose(() => {
    for (const timer of timers) clearInterval(timer)
    clearInterval(lobby)
    closeLines()
    devices.letGo()
  })
  open()

  return {
    id,
    asSite,
    phase,
    meeting,
    you,
    media,
    problem,
    busy,
    cutAt,
    real,
    ahead,
    now,
    hasMedia,
    devices,
    api: () => api,
    open,
    look,
    command,
    enter,
    async leave() {
      if (await command({ command: 'leave' })) away('left')
    },
    toggle(kind: 'sound' | 'picture') {
      devices.toggle(kind)
      sayMedia()
    },
    sayMedia,
  }
}

export type Room = ReturnType<typeof useRoom>

import { onScopeDispose } from 'vue'
import { useI18n } from 'vue-i18n'
import { type Language, Problem } from '../../api'
import { useSession } from '../../session'
import { makeSpeaker, type Speaker } from './speaker'
import type { Participant } from './told'
import { useMeeting } from './useMeeting'
import { usePhase } from './usePhase'
import { useRoomLine } from './useRoomLine'
import { useSending } from './useSending'

/** One meeting as this browser takes part in it: the seat, the line, the media, and what the others' seats are. */
export function useRoom(id: string, asSite: boolean) {
  const { locale } = useI18n()
  const speaker = makeSpeaker(useSession(), asSite, () => locale.value as Language)
  const parts = useParts(id, asSite, speaker)
  const { phase, away, told, line, sending } = parts
  const { meeting, you, problem, busy, real, ahead, now, hasMedia, command } = told
  const { media, devices, toggle, sayMedia } = sending
  const { open, enter, look } = makeWays(parts, speaker, asSite)
  onScopeDispose(sending.close)
  open()
  return {
    ...{ id, asSite, phase, meeting, you, media, problem, busy, real, ahead, now, hasMedia, devices },
    ...{ open, look, command, enter, toggle, sayMedia },
    cutAt: line.cutAt,
    api: speaker.api,
    async leave() {
      if (await command({ command: 'leave' })) away('left')
    },
  }
}

export type Room = ReturnType<typeof useRoom>
type Parts = ReturnType<typeof useParts>

/** Which part is told of which change. */
function useParts(id: string, asSite: boolean, speaker: Speaker) {
  const { phase, away, ...phases } = usePhase(id, () => {
    line.close()
    sending.close()
  })
  const told = useMeeting(id, asSite, speaker, (what, was) => {
    if (what === 'over') away('over')
    else if (what === 'sent_away') sentAway(was)
    else if (what === 'silenced') sending.silence()
  })
  const line = useRoomLine(id, speaker, {
    onUp() {
      if (told.hasMedia.value) sending.media.open()
      else line.say({ type: 'enter', meeting: id })
      sending.sayMedia()
    },
    onMeeting: told.told,
    onMedia: (frame) => sending.media.hear(frame),
    onRefused: (code) => (code === 'seat_moved' ? away('moved') : look()),
  })
  const sending = useSending(id, asSite, { say: line.say, isOpen: line.isOpen, seat: told.seat })

  /** Another leads now, or one is no longer wanted. */
  function sentAway(was: Participant | null): void {
    away(was === 'leader' ? 'handed' : 'removed')
  }

  async function look(): Promise<void> {
    try {
      await told.ask()
      told.problem.value = null
    } catch (found) {
      if (!(found instanceof Problem)) throw found // what is shown stays; the next look may come through
      const [you, gone] = [told.you.value, found.status === 403 || found.status === 404]
      if (you && !asSite && gone) sentAway(you)
    }
  }

  return { phase, away, ...phases, told, line, sending, look }
}

/** The ways into the room. */
function makeWays({ phase, told, line, sending, look, ...phases }: Parts, speaker: Speaker, asSite: boolean) {
  const { devices, media, resume } = sending

  async function open(): Promise<void> {
    phase.value = 'loading'
    try {
      if (!(await speaker.known())) {
        phase.value = 'signed_out'
        return
      }
      await told.ask()
    } catch (found) {
      if (!(found instanceof Problem)) throw found
      phase.value = found.status === 0 || found.status >= 500 ? 'no_line' : 'unknown'
      told.problem.value = found
      return
    }
    if (told.meeting.value?.state === 'ended') return
    resume()
    if (phases.satHere()) return enter()
    phases.waitInLobby(look)
    if (told.hasMedia.value) await devices.take()
  }

  async function enter(): Promise<void> {
    if (told.busy.value) return
    if (!(await told.command({ command: asSite ? 'seat' : 'enter' }))) {
      phase.value = 'lobby'
      return
    }
    resume()
    phases.goIn()
    media.send(devices.stream.value)
    line.open()
    // Others are seen meanwhile: a camera may take seconds to start.
    if (told.hasMedia.value && !devices.stream.value && !devices.asked.value) await devices.take()
    if (phase.value !== 'in') devices.letGo()
  }

  return { open, enter, look }
}

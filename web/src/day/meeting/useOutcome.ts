import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { Problem } from '../../api'
import { type DayClock, dateIn, dayTime, endOf, inZone, ZONE } from '../../clock'
import type { Entry, Said } from '../../entries'
import { idMaker } from '../../ids'
import type { Judgement } from '../../outbox'
import { steady, wall, watchWall } from '../../steady'
import type { Day } from '../../types'
import { makeOnce } from '../../ui/once'
import { VaultFault } from '../../vault'
import { noDraft, openRoomDraft, type RoomDraft, type RoomDrafts } from './draft'
import type { Meeting } from './told'
import type { Room } from './useRoom'

const STARTED_AGAIN = 5_000

/** What the leader records of one meeting: that it began, its outcome; and the draft until then. */
export function useOutcome(room: Room) {
  const draft = ref<RoomDraft>(noDraft())
  const day = shallowRef<Day | null>(null)
  const clock = shallowRef<DayClock | null>(null)
  /** `opening` until the draft was looked for; `unkept` where this browser keeps nothing. */
  const kept = ref<'opening' | 'kept' | 'unkept'>('opening')
  const savedAt = ref<number | null>(null)
  const { busy, once } = makeOnce()
  const refusal = ref('')
  const problem = shallowRef<unknown>(null)
  const nextId = idMaker((bytes) => crypto.getRandomValues(bytes))
  let drafts: RoomDrafts | null = null
  let unanswered: { text: string; entry: Entry } | null = null

  const now = computed(() => {
    if (!clock.value || !day.value) return room.real.value
    const time = dayTime(clock.value, room.real.value)
    return day.value.is_rehearsal ? Math.min(time, endOf(day.value.day, ZONE)) : time
  })
  const today = computed(() => dateIn(now.value, ZONE))
  const isRecorded = computed(() => room.meeting.value?.lacks.includes('outcome_missing') === false)

  async function open(): Promise<void> {
    try {
      drafts = await openRoomDraft(room.id, wall)
      draft.value = drafts.found
      kept.value = 'kept'
    } catch (fault) {
      if (!(fault instanceof VaultFault)) throw fault
      kept.value = 'unkept'
    }
  }

  /** The machine slept, or its clock was set: what was told of the day's clock may be wrong by now. */
  let isOld = false
  async function askDay(): Promise<void> {
    const at = room.meeting.value?.day
    if (!at || (day.value && !isOld)) return
    try {
      const asked = steady()
      const found = await room.api().get<Day>(`/api/days/${encodeURIComponent(at)}`)
      const { now: told, speed, ends_at } = found.clock
      const ends = ends_at ? Date.parse(ends_at) : null
      clock.value = { now: Date.parse(told), at: (asked + steady()) / 2, speed, ends }
      day.value = found
      isOld = false
    } catch (found) {
      if (!(found instanceof Problem)) throw found // asked again with the next word of the meeting
    }
  }
  watch(() => room.meeting.value, askDay, { immediate: true })
  const unwatch = watchWall(() => {
    isOld = true
    askDay()
  })
  onScopeDispose(unwatch)

  watch(
    draft,
    async (value) => {
      if (kept.value !== 'kept' || !drafts) return
      try {
        await drafts.keep(JSON.parse(JSON.stringify(value)))
        savedAt.value = steady()
      } catch (fault) {
        if (!(fault instanceof VaultFault)) throw fault
        kept.value = 'unkept'
      }
    },
    { deep: true },
  )

  function entryOf(said: Said): Entry {
    const { day: at, site } = room.meeting.value as Meeting
    const place = { day: at, site }
    return { id: nextId(now.value), ...place, at: inZone(now.value, ZONE), ...said }
  }

  /** Puts an entry into the site's journal; what is said of it. @throws Problem */
  async function put(entry: Entry): Promise<Judgement> {
    const path = `/api/meetings/${encodeURIComponent(room.id)}/entries`
    const { results } = await room.api().post<{ results: Judgement[] }>(path, { entries: [entry] })
    return results[0] ?? { id: entry.id, status: 'refused', code: 'internal' }
  }

  /** One and the same entry as long as nothing of it has changed: an answer that was lost makes no second one. */
  function again(said: Said): Entry {
    const text = JSON.stringify(said)
    if (unanswered?.text !== text) unanswered = { text, entry: entryOf(said) }
    return unanswered.entry
  }

  /** Records the outcome; true once it is in the journal. */
  async function record(outcome: Extract<Said, { kind: 'outcome_recorded' }>['data']): Promise<boolean> {
    const done = await once(async () => {
      refusal.value = ''
      problem.value = null
      try {
        const judged = await put(again({ kind: 'outcome_recorded', data: outcome }))
        if (judged.status === 'refused') {
          refusal.value = judged.message || judged.code || ''
          unanswered = null
          return false
        }
        await drafts?.forget()
        return true
      } catch (found) {
        if (!(found instanceof Problem)) throw found
        problem.value = found
        return false
      }
    })
    return done ?? false
  }

  let starting = false
  /** That it began belongs into the journal: once, and again until the server has it. */
  async function start(): Promise<void> {
    if (starting || !begins()) return
    starting = true
    try {
      const { matter, mode } = room.meeting.value as Meeting
      const entry = draft.value.started?.entry ?? entryOf({ kind: 'reception_started', data: { matter, mode } })
      draft.value.started = { entry, told: false }
      draft.value.started = { entry, told: (await put(entry)).status !== 'refused' }
    } catch (found) {
      if (!(found instanceof Problem)) throw found // the next turn of the clock tries again
    } finally {
      starting = false
    }
  }

  function begins(): boolean {
    if (kept.value === 'opening' || draft.value.started?.told || !clock.value || isRecorded.value) return false
    const at = room.meeting.value
    return at?.state === 'open' && room.you.value === 'leader' && at.begun.length === 0
  }
  const timer = setInterval(start, STARTED_AGAIN)
  onScopeDispose(() => clearInterval(timer))
  watch(() => room.meeting.value?.state, start)

  /** A reception without an outcome never took place, as far as the journal goes: who waits, waits again. */
  async function takeBack(reason: string): Promise<void> {
    await room.look() // another leader may have begun it, or this one at another computer
    const own = draft.value.started?.entry.id
    const begun = new Set([...(room.meeting.value?.begun ?? []), ...(own ? [own] : [])])
    for (const entry of begun) await put(entryOf({ kind: 'entry_withdrawn', data: { entry, reason } }))
    await drafts?.forget()
  }

  open()
  return { draft, day, now, today, kept, savedAt, busy, refusal, problem, isRecorded, record, takeBack }
}

export type RoomOutcomes = ReturnType<typeof useOutcome>

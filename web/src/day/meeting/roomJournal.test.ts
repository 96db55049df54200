import { expect, test } from 'vitest'
import { shallowRef } from 'vue'
import type { Api } from '../../api'
import type { Said } from '../../entries'
import { aMeeting, aTurn } from '../../testing/turns'
import { makeRoomJournal } from './roomJournal'

const SAID: Said = { kind: 'reception_started', data: { matter: 'm', mode: 'video' } }
const journal = (results: object[] = []) => {
  const api = { post: async () => ({ results }) } as unknown as Api
  const room = { id: 'r', api: () => api, meeting: shallowRef(aMeeting(aTurn('m'))) }
  return makeRoomJournal(room, () => Date.parse('2023-11-09T09:00:00+08:00'))
}

test('what is said again because its answer was lost is one and the same entry', () => {
  const { sameEntryOf, forget, entryOf } = journal()
  const first = sameEntryOf(SAID)
  expect(sameEntryOf({ ...SAID })).toBe(first)
  expect(first).toMatchObject({ day: '2023-11-09', site: 'HN-A', at: expect.stringContaining('2023-11-09T09:00:00') })
  forget()
  expect(sameEntryOf(SAID).id).not.toBe(first.id)
  expect(entryOf(SAID).id).not.toBe(entryOf(SAID).id)
})

test('an answer without a word of the entry counts as refused', async () => {
  const { put, entryOf } = journal()
  expect((await put(entryOf(SAID))).status).toBe('refused')
})

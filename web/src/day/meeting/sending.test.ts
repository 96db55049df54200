import { expect, test } from 'vitest'
import { tolerant } from '../../storage'
import { type KeptSending, keepSending, keptSending, type Sending, sendingAfter } from './sending'

const BOTH = [true, false]
const all = BOTH.flatMap((sound) => BOTH.map((picture): Sending => ({ sound, picture })))
const sent = ({ sound, picture }: Sending) => ({ audio: sound, video: picture })
const kept = (wanted: Sending, said: Sending | null): KeptSending => ({
  meeting: 'm-1',
  wanted,
  withoutCamera: false,
  said,
})

test('what this browser or another one at the same seat had off is off on the next page', () => {
  for (const wanted of all) {
    for (const seat of all) {
      for (const said of [null, ...all]) {
        const next = sendingAfter(kept(wanted, said), sent(seat))
        for (const kind of ['sound', 'picture'] as const) {
          if (!wanted[kind]) expect(next[kind]).toBe(false)
          // Another participant turned it off since this browser last sent its choice.
          if (!seat[kind] && said?.[kind] !== false) expect(next[kind]).toBe(false)
        }
      }
    }
  }
  for (const seat of all) expect(sendingAfter(null, sent(seat))).toEqual(seat)
})

test('a device that was only missing is sent once it is there', () => {
  const here = kept({ sound: true, picture: true }, { sound: true, picture: false })
  expect(sendingAfter(here, { audio: true, video: false })).toEqual({ sound: true, picture: true })
})

test('a choice is kept for its reception and its seat alone, whatever lies in the storage', () => {
  const storage = tolerant(() => {
    throw new DOMException('forbidden')
  })
  const off = kept({ sound: false, picture: false }, null)
  keepSending(storage, off, true)
  expect(keptSending(storage, 'm-1', true)).toEqual(off)
  expect([keptSending(storage, 'm-1', false), keptSending(storage, 'm-2', true)]).toEqual([null, null])
  storage.setItem('reception.sending.site', '{broken')
  expect(keptSending(storage, 'm-1', true)).toBeNull()
})

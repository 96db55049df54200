import { expect, test } from 'vitest'
import type { ToServer } from '../../types'
import { signallingOf } from './signalling'
import type { MediaOffer } from './told'

const offer = (leg: string, more: Partial<MediaOffer> = {}): MediaOffer => ({
  type: 'media_offer',
  meeting: 'm-1',
  leg,
  sdp: `offer ${leg}`,
  slots: ['site', null, null],
  you: 'leader',
  ...more,
})

function room() {
  const said: ToServer[] = []
  return { said, signalling: signallingOf('m-1', (word) => said.push(word)) }
}

test('who asks for a line takes the seat, and the answer names the leg of the offer', async () => {
  const { said, signalling } = room()
  const asked = signalling.offer()
  expect(signalling.hear(offer('a'))).toBe(false)
  expect(await asked).toEqual({ sdp: 'offer a' })
  await signalling.answer('mine')
  expect(said).toEqual([
    { type: 'enter', meeting: 'm-1' },
    { type: 'media_answer', meeting: 'm-1', leg: 'a', sdp: 'mine' },
  ])
})

test('an offer without a request renews the call, which then answers it without taking the seat again', async () => {
  const { said, signalling } = room()
  expect(signalling.hear(offer('b'))).toBe(true)
  expect(await signalling.offer()).toEqual({ sdp: 'offer b' })
  await signalling.answer('mine')
  expect(said).toEqual([{ type: 'media_answer', meeting: 'm-1', leg: 'b', sdp: 'mine' }])
})

test('each slot shows the participant it was last said to show; frames of another meeting change nothing', () => {
  const { signalling } = room()
  signalling.hear(offer('a'))
  signalling.hear({ type: 'media_slot', meeting: 'm-1', slot: 1, participant: 'official1' })
  signalling.hear({ type: 'media_slot', meeting: 'm-2', slot: 0, participant: null })
  expect(signalling.seen).toEqual(['site', 'official1', null])
  expect(signalling.hear(offer('c', { meeting: 'm-2' }))).toBe(false)
})

import { beforeEach, expect, test, vi } from 'vitest'
import { chosenBefore, keepChoice, lackOf, listDevices, mediaOf, take } from './devices'

class Stream {
  constructor(private readonly tracks: { kind: string }[] = []) {}
  getTracks() {
    return this.tracks
  }
}
beforeEach(() => void vi.stubGlobal('MediaStream', Stream))

const NOTHING = { camera: null, microphone: null }
type Asked = MediaStreamConstraints
const kindOf = (asked: Asked) => (asked.video ? 'video' : 'audio')

function browser(answer: (asked: Asked) => string | null) {
  const asked: Asked[] = []
  return {
    asked,
    async getUserMedia(wanted: Asked) {
      asked.push(wanted)
      const wrong = answer(wanted)
      if (wrong) throw new DOMException('no', wrong)
      return new Stream([{ kind: kindOf(wanted) }]) as unknown as MediaStream
    },
    async enumerateDevices() {
      return [
        { kind: 'videoinput', deviceId: 'c', label: 'Camera' },
        { kind: 'audioinput', deviceId: 'm', label: '' },
        { kind: 'audiooutput', deviceId: 's', label: '' },
      ] as MediaDeviceInfo[]
    },
  }
}
const kinds = (stream: MediaStream | null) => stream?.getTracks().map((track) => track.kind)

test('a page that is not sealed gets no devices, and that is what is said', async () => {
  const media = mediaOf({ isSecureContext: false, navigator: { mediaDevices: {} as MediaDevices } })
  expect(await take(media, NOTHING, { video: true })).toEqual({
    stream: null,
    camera: 'insecure',
    microphone: 'insecure',
  })
  expect(await listDevices(media)).toEqual({ cameras: [], microphones: [] })
})

test('a camera that is refused does not take the microphone with it', async () => {
  const taken = await take(
    browser((asked) => (asked.video ? 'NotAllowedError' : null)),
    NOTHING,
    { video: true },
  )
  expect([kinds(taken.stream), taken.camera, taken.microphone]).toEqual([['audio'], 'denied', null])
})

test('without a microphone there is still a picture; without both there is nothing but the reasons', async () => {
  const deaf = await take(
    browser((asked) => (asked.audio ? 'NotFoundError' : null)),
    NOTHING,
    { video: true },
  )
  expect([kinds(deaf.stream), deaf.microphone]).toEqual([['video'], 'none'])
  const none = await take(
    browser(() => 'NotReadableError'),
    NOTHING,
    { video: true },
  )
  expect(none).toEqual({ stream: null, camera: 'busy', microphone: 'busy' })
})

test('going in without a camera asks for no camera', async () => {
  const media = browser(() => null)
  const taken = await take(media, NOTHING, { video: false })
  expect([media.asked.map(kindOf), taken.camera]).toEqual([['audio'], null])
})

test('the camera chosen last time is gone: any other one will do', async () => {
  const media = browser((asked) => (JSON.stringify(asked).includes('"exact":"old"') ? 'OverconstrainedError' : null))
  const taken = await take(media, { camera: 'old', microphone: null }, { video: true })
  expect([kinds(taken.stream), taken.camera, media.asked.map(kindOf)]).toEqual([
    ['audio', 'video'],
    null,
    ['audio', 'video', 'video'],
  ])
})

test('whatever else goes wrong is said to be so', () => {
  expect([lackOf(new Error('?')), lackOf(new DOMException('', 'AbortError')), lackOf(null)]).toEqual([
    'failed',
    'busy',
    'failed',
  ])
})

test('devices are listed by kind, and the choice is found again', async () => {
  expect(await listDevices(browser(() => null))).toEqual({
    cameras: [{ id: 'c', label: 'Camera' }],
    microphones: [{ id: 'm', label: '' }],
  })
  keepChoice(localStorage, { camera: 'c', microphone: null })
  expect(chosenBefore(localStorage)).toEqual({ camera: 'c', microphone: null })
  expect(chosenBefore({ getItem: () => 'not json' })).toEqual(NOTHING)
})

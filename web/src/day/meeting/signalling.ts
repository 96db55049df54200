/** Offers and answers of one meeting's media over the live line. The server may offer anew by itself; the newest holds. */
import type { Signalling } from '../../call'
import type { ToServer } from '../../types'
import type { MediaOffer, MediaSlot } from './told'

export interface RoomSignalling extends Signalling {
  /** Takes a frame of the media plane; true for an offer that was not asked for: the call is to be renewed. */
  hear(frame: MediaOffer | MediaSlot): boolean
  /** The participant that each slot shows. */
  readonly seen: readonly (string | null)[]
}

export function signallingOf(meeting: string, say: (word: ToServer) => void): RoomSignalling {
  let asking: ((offer: { sdp: string }) => void) | null = null
  let unasked: MediaOffer | null = null
  let leg = ''
  let seen: (string | null)[] = []

  function take(offer: MediaOffer): { sdp: string } {
    leg = offer.leg
    return { sdp: offer.sdp }
  }

  return {
    get seen() {
      return seen
    },
    async offer() {
      if (unasked) {
        const offer = unasked
        unasked = null
        return take(offer)
      }
      const answered = new Promise<{ sdp: string }>((resolve) => {
        asking = resolve
      })
      say({ type: 'enter', meeting })
      return answered
    },
    async answer(sdp) {
      say({ type: 'media_answer', meeting, leg, sdp })
    },
    hear(frame) {
      if (frame.meeting !== meeting) return false
      if (frame.type === 'media_slot') {
        seen = seen.with(frame.slot, frame.participant)
        return false
      }
      seen = frame.slots
      if (!asking) {
        unasked = frame
        return true
      }
      asking(take(frame))
      asking = null
      return false
    },
  }
}

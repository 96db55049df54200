/** What was switched off in a reception, kept by this browser until another reception: a choice outlives its page. */
import type { Store } from '../../storage'
import type { Seat } from './told'

export interface Sending {
  sound: boolean
  picture: boolean
}

export interface KeptSending {
  meeting: string
  wanted: Sending
  /** Going in without a camera is a choice of its own: then it is not even opened. */
  withoutCamera: boolean
  /** What the server was last told to be sent. */
  said: Sending | null
}

const KEPT_AS = { site: 'reception.sending.site', own: 'reception.sending.own' } as const

export function keptSending(storage: Store, meeting: string, asSite: boolean): KeptSending | null {
  try {
    const kept = JSON.parse(storage.getItem(KEPT_AS[asSite ? 'site' : 'own']) ?? 'null') as KeptSending | null
    return kept?.meeting === meeting ? kept : null
  } catch {
    return null // what another version or a hand has written there
  }
}

export function keepSending(storage: Store, kept: KeptSending, asSite: boolean): void {
  storage.setItem(KEPT_AS[asSite ? 'site' : 'own'], JSON.stringify(kept))
}

/**
 * What is to be sent from a page that begins: nothing that was off. The seat says what was last sent from it, by this
 * browser or by another one; where this browser said so itself, because it had no device, its own wish holds.
 */
export function sendingAfter(kept: KeptSending | null, seat: Pick<Seat, 'audio' | 'video'> | undefined): Sending {
  const isOn = (kind: keyof Sending, sent: boolean) => {
    if (!kept) return sent
    return kept.wanted[kind] && (sent || kept.said?.[kind] === false)
  }
  return { sound: isOn('sound', seat?.audio ?? true), picture: isOn('picture', seat?.video ?? true) }
}

/** The account at this desk: a sign-out that the server has not heard of is told first; a new sign-in unlocks. */

import { shallowRef } from 'vue'
import { Problem } from '../../api'
import { type Session, SIGNED_IN } from '../../session'
import { type Locked, lockIn } from '../../sites/device'
import { wall } from '../../steady'
import { store } from '../../storage'
import type { Me } from '../../types'
import { type Vault, write } from '../../vault'

export function makeSitting(session: Session, onChange: () => void) {
  const locked = shallowRef<Locked | null>(null)
  let vault: Vault | null = null

  async function settle(): Promise<void> {
    try {
      const me = await whoIsHere()
      if (locked.value?.owed) {
        if (me) await session.signOut()
        await lock({ ...locked.value, owed: false })
      } else if (me && locked.value) await lock(null)
      onChange()
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem // without a line no request is made
    }
  }

  async function whoIsHere(): Promise<Me | null> {
    if (session.me.value) return session.me.value
    if (!navigator.onLine) throw new Problem(0, 'no_line', '')
    return ['yes', 'maybe'].includes(store.getItem(SIGNED_IN) ?? 'no') ? session.known() : null
  }

  async function lock(value: Locked | null): Promise<void> {
    locked.value = value
    if (vault) await write(vault, 'locked', value)
  }

  return {
    locked,
    settle,
    async open(kept: Vault): Promise<void> {
      vault = kept
      locked.value = await lockIn(kept)
    },
    async signOut(): Promise<void> {
      await lock({ since: wall(), owed: true })
      onChange()
      await settle()
    },
  }
}

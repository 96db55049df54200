/** Which site's device this browser is: enrolled here, enrolled anew in another tab, or not at all. */
import { makeApi } from '../../api'
import { claim as claimCode, type Enrolment, enrolmentIn } from '../../sites/device'
import { VaultFault } from '../../vault'
import type { Base } from './base'

export type Where = 'here' | 'elsewhere'

/** `onBecome`: this browser is another device than before, or another site's. */
export function makeEnrolling(base: Base, onBecome: (next: Enrolment | null, where: Where) => void) {
  function become(next: Enrolment | null, where: Where): void {
    base.enrolment.value = next
    if (base.told.value?.site !== next?.site) base.told.value = null
    onBecome(next, where)
  }

  return {
    /** Turns a code into an enrolment. @throws Problem, VaultFault */
    async claim(code: string): Promise<void> {
      const vault = base.vault.value
      if (!vault) throw new VaultFault('unavailable')
      become(await claimCode(makeApi({ language: base.language, csrf: () => null }), vault, code), 'here')
    },
    async lookAgain(): Promise<void> {
      const vault = base.vault.value
      if (vault) become(await enrolmentIn(vault), 'elsewhere')
    },
  }
}

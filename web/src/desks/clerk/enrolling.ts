/** Which site's device this browser is: enrolled here, enrolled anew in another tab, or not at all. */
import { makeApi } from '../../api'
import { claim as claimCode, type Enrolment, enrolmentIn } from '../../sites/device'
import { VaultFault } from '../../vault'
import type { Machine } from './machine'

export type Where = 'here' | 'elsewhere'

/** `onBecome`: this browser is another device than before, or another site's. */
export function makeEnrolling(machine: Machine, onBecome: (next: Enrolment | null, where: Where) => void) {
  function become(next: Enrolment | null, where: Where): void {
    machine.enrolment.value = next
    if (machine.told.value?.site !== next?.site) machine.told.value = null
    onBecome(next, where)
  }

  return {
    /** Turns a code into an enrolment. @throws Problem, VaultFault */
    async claim(code: string): Promise<void> {
      const vault = machine.vault.value
      if (!vault) throw new VaultFault('unavailable')
      become(await claimCode(makeApi({ language: machine.language, csrf: () => null }), vault, code), 'here')
    },
    async lookAgain(): Promise<void> {
      const vault = machine.vault.value
      if (vault) become(await enrolmentIn(vault), 'elsewhere')
    },
  }
}

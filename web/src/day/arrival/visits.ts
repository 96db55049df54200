/** First or repeat visit: asked of the server while one registers, once the number is whole. It never holds anything up. */
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { Problem } from '../../api'
import type { KnownVisits } from '../../types'
import { isMobile, isPhone } from './registration'
import type { Desk } from './useDesk'

/** `later`: asked when the line is back. `unable`: the server gives no answer now; the form does not wait for it. */
export type Look = { is: 'nothing' | 'asking' | 'later' | 'unable' } | { is: 'known'; known: KnownVisits }

type Asks = Pick<Desk, 'api' | 'line' | 'told' | 'enrolment'>

export function useVisits({ api, line, told, enrolment }: Asks, phone: Ref<string>) {
  const look = shallowRef<Look>({ is: 'nothing' })
  /** The number that `look` tells of. */
  let number = ''

  function typed(): void {
    const next = phone.value.trim()
    if (next === number) return
    number = ''
    look.value = { is: 'nothing' }
    if (isMobile(next)) ask(next)
  }

  function leave(): void {
    const next = phone.value.trim()
    if (isPhone(next) && (next !== number || look.value.is === 'later')) ask(next)
  }

  async function ask(next: string): Promise<void> {
    number = next
    const [day, site] = [told.value?.day.day, enrolment.value?.site]
    if (!day || !site || !line.value.up) {
      look.value = { is: 'later' }
      return
    }
    look.value = { is: 'asking' }
    const found = await answerTo(`/api/days/${encodeURIComponent(day)}/sites/${encodeURIComponent(site)}/visits`, next)
    if (next === number) look.value = found
  }

  async function answerTo(path: string, asked: string): Promise<Look> {
    try {
      return { is: 'known', known: await api.post<KnownVisits>(path, { phone: asked }) }
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem
      return { is: problem.status === 0 ? 'later' : 'unable' }
    }
  }

  watch(phone, typed, { immediate: true })
  watch(
    () => line.value.up && told.value !== null,
    (canAsk) => {
      if (canAsk && look.value.is === 'later') ask(number)
    },
  )
  onScopeDispose(() => {
    number = ''
  })
  return { look, leave }
}

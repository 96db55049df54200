/** The waiting room's screen in another window of this browser goes on without a line; numbers are all it is told. */
import { type ComputedRef, onScopeDispose, watch } from 'vue'
import type { CallingScreen } from '../../types'
import type { Desk } from '../arrival/useDesk'
import type { Queued } from './queue'
import { DESK_TELLS } from './screen'

const SHOWN_NEXT = 5

export function tellTheScreen(desk: Desk, list: ComputedRef<Queued[]>): void {
  const channel = new BroadcastChannel(DESK_TELLS)
  onScopeDispose(() => channel.close())
  watch(list, (queue) => {
    const waiting = queue.filter(({ state }) => state === 'waiting')
    const facts: Omit<CallingScreen, 'name_zh' | 'name_en'> = {
      site: desk.enrolment.value?.site ?? '',
      now: new Date(desk.now.value).toISOString(),
      called: queue.flatMap(({ state, ticket, room = null, mode, called_at = '', calls }) =>
        state === 'called' && ticket ? [{ ticket, room, mode, at: called_at, calls }] : [],
      ),
      next: waiting.flatMap(({ ticket }) => ticket ?? []).slice(0, SHOWN_NEXT),
      waiting: waiting.length,
    }
    if (!desk.line.value.up) channel.postMessage(facts)
  })
}

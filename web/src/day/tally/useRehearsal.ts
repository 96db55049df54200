import { onUnmounted, shallowRef } from 'vue'
import { Problem } from '../../api'
import { useSession } from '../../session'

/** What the server of a rehearsal tells of it (server/rehearsal/controls.py). */
export interface Rehearsal {
  since: string | null
  speed: number
  speeds: number[]
  leap: string | null
  drawn: number
  unsent: number
}

const PATH = '/api/rehearsal'
const AGAIN = 5_000

/** The rehearsal behind a rehearsed day; null on a real day and where several servers play it together. */
export function useRehearsal(controlled: boolean) {
  const { api } = useSession()
  const told = shallowRef<Rehearsal | null>(null)

  async function take(asked: Promise<Rehearsal>): Promise<void> {
    try {
      told.value = await asked
    } catch (found) {
      if (!(found instanceof Problem)) throw found // what is shown stays; the next look may come through
    }
  }
  const look = () => take(api.get<Rehearsal>(PATH))
  const again = controlled ? setInterval(look, AGAIN) : undefined
  if (controlled) void look()
  onUnmounted(() => clearInterval(again))
  return { told, change: (body: { speed: 'slow' | 'usual' } | { leap: true }) => take(api.post<Rehearsal>(PATH, body)) }
}

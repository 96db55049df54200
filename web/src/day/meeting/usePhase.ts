import { onScopeDispose, ref } from 'vue'
import { tabStore } from '../../storage'

/**
 * `lobby` before one goes in; `in` the room; `left` of one's own will, the seat is kept; `moved` to another window;
 * `handed` to another leader; `removed` by the leader; `over` for everybody.
 */
export type RoomPhase = 'loading' | 'signed_out' | 'unknown' | 'no_line' | 'lobby' | 'in' | Out
export type Out = 'left' | 'moved' | 'handed' | 'removed' | 'over'

const LOBBY_AGAIN = 3_000
/** Which meeting this tab sits in: a reload goes straight back to the seat. */
const SITS_IN = 'reception.sits-in'

/** Where this browser stands to a meeting. */
export function usePhase(id: string, onAway: () => void) {
  const phase = ref<RoomPhase>('loading')
  let lobby: ReturnType<typeof setInterval> | undefined
  const leaveLobby = () => clearInterval(lobby)
  onScopeDispose(leaveLobby)
  return {
    phase,
    satHere: () => tabStore.getItem(SITS_IN) === id,
    /** Looks repeatedly which participants are there. */
    waitInLobby(look: () => void): void {
      phase.value = 'lobby'
      lobby = setInterval(look, LOBBY_AGAIN)
    },
    goIn(): void {
      leaveLobby()
      tabStore.setItem(SITS_IN, id)
      phase.value = 'in'
    },
    away(next: Out): void {
      if (phase.value === 'over') return
      leaveLobby()
      tabStore.removeItem(SITS_IN)
      onAway()
      phase.value = next
    },
  }
}

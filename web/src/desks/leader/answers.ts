/** What others answered to hand-overs, until it is put away. */
import { shallowRef } from 'vue'
import type { Turn } from '../../day/meeting/told'
import type { HandOverAnswer } from './list'

/** `why`: the reason of a refusal, where it was told. */
export type Answered = HandOverAnswer & { why: string | null }

export function makeAnswers(whyRefused: (turn: Turn) => Promise<string | null>) {
  const answers = shallowRef<Answered[]>([])
  /** The turn whose request this leader withdrew: its end is no answer of another place. */
  const takenBack = new Set<string>()

  function putAway(matter: string): void {
    answers.value = answers.value.filter((one) => one.turn.matter !== matter)
  }

  return {
    answers,
    takenBack,
    putAway,
    async take(found: HandOverAnswer): Promise<void> {
      if (takenBack.has(found.turn.matter)) return
      const why = found.answer === 'refused' ? await whyRefused(found.turn) : null
      putAway(found.turn.matter)
      answers.value = [...answers.value, { ...found, why }]
    },
  }
}

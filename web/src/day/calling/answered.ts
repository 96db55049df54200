/** Turns as the server answered to commands: they stand over a list that was asked for before the answer came. */
import type { Turn } from '../../types'
import type { ToldTurns } from './queue'

export function makeAnswered() {
  const answers = new Map<string, { turn: Turn; at: number }>()
  return {
    /** `at`: this machine's clock (ms) when the answer came. */
    take(turn: Turn, at: number): void {
      answers.set(turn.matter, { turn, at })
    },
    over({ turns, heard }: ToldTurns): ToldTurns {
      for (const [matter, { at }] of answers) if (at <= heard) answers.delete(matter)
      const others = turns.filter(({ matter }) => !answers.has(matter))
      return { turns: [...others, ...[...answers.values()].map(({ turn }) => turn)], heard }
    },
  }
}

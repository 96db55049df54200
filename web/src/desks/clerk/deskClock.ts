/** The desk's clock: the day's time as the server told it, over reloads and over a wall clock that is put right. */
import { computed, type ShallowRef, shallowRef } from 'vue'
import { type DayClock, dayTime } from '../../clock'
import type { Told } from '../../day/arrival/told'
import { steady, wall, watchWall } from '../../steady'
import { read, type Vault, write } from '../../vault'
import { dayClock } from './moment'

/** `at` by the clock on the wall: a page's own clock begins anew with it. */
export interface KeptClock extends DayClock {
  day: string
}

const SLIP = 'clock'

export const keptClock = ({ clock, day }: Told, real: number, onWall: number): KeptClock => ({
  ...clock,
  day: day.day,
  now: dayTime(clock, real),
  at: onWall,
})

/**
 * The clock of a page that opens with what was told before. What passed meanwhile is what the wall clock says; one that
 * went back says nothing, and the day goes on where it was.
 */
export function resumedClock(told: Told, kept: KeptClock | null, real: number, onWall: number): DayClock {
  const { day: _day, ...last } = kept?.day === told.day.day ? kept : { ...told.clock, day: told.day.day }
  return { ...last, at: real - Math.max(0, onWall - last.at) }
}

export interface DeskClockOptions {
  told: Readonly<ShallowRef<Told | null>>
  vault: () => Vault | null
  onFault: (fault: unknown) => void
  /** The wall clock was set, or the machine slept: the server is asked again as soon as it can be. */
  onJump: () => void
}

export function makeDeskClock({ told, vault, onFault, onJump }: DeskClockOptions) {
  const tick = shallowRef(steady())
  const stops: (() => void)[] = []
  const at = (real: number) => (told.value ? dayClock(told.value, real) : real)

  function keep(): void {
    const [into, last] = [vault(), told.value]
    if (into && last) write(into, SLIP, keptClock(last, steady(), wall())).catch(onFault)
  }

  return {
    tick,
    /** The day's time (ms), each second; and at this moment. */
    now: computed(() => at(tick.value)),
    moment: () => at(steady()),
    keep,
    async resumed(before: Told | null, from: Vault): Promise<Told | null> {
      if (!before) return null
      const kept = await read<KeptClock>(from, SLIP)
      const heard = (at: number) => Math.min(at, steady())
      const turns = { ...before.turns, heard: heard(before.turns.heard) }
      return { ...before, turns, heard: heard(before.heard), clock: resumedClock(before, kept, steady(), wall()) }
    },
    start() {
      const timer = setInterval(() => {
        tick.value = steady()
      }, 1_000)
      const unwatch = watchWall(() => {
        keep()
        onJump()
      })
      stops.push(() => clearInterval(timer), unwatch)
    },
    close() {
      for (const stop of stops) stop()
    },
  }
}

export type DeskClock = ReturnType<typeof makeDeskClock>

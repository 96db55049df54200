/** This desk's tickets: its letter, kept on this machine, and the next number with a code that only the paper knows. */
import { type ShallowRef, shallowRef } from 'vue'
import type { Entry, Representative, Said } from '../../entries'
import { read, type Vault, write } from '../../vault'
import { hashOf, newCode } from './code'
import { letterFor, nextNumber } from './numbers'

interface Kept {
  site: string
  letter: string
}

/** A ticket as it is printed. */
export interface Paper {
  matter: string
  ticket: string
  code: string
}

export interface Tickets {
  letter: Readonly<ShallowRef<string | null>>
  choose(letter: string): Promise<void>
  /** The next ticket, to be said together with its registration; `again`: the same number anew, with another code. */
  next(matter: string, representatives?: Representative[], again?: string): Promise<{ said: Said; paper: Paper }>
}

export interface TicketsWorld {
  vault: () => Vault | null
  site: () => { site: string; label: string } | null
  /** This device's entries of the day … */
  own: () => Entry[]
  /** … and the tickets that the server told of. */
  told: () => (string | null)[]
}

const SLIP = 'letter'

export function makeTickets({ vault, site, own, told }: TicketsWorld) {
  const letter = shallowRef<string | null>(null)

  async function choose(chosen: string): Promise<void> {
    const [kept, at] = [vault(), site()]
    letter.value = chosen
    if (kept && at) await write(kept, SLIP, { site: at.site, letter: chosen } satisfies Kept)
  }

  /** Chosen once and then kept: a letter that changes by itself would be another desk's. */
  async function ours(): Promise<string> {
    if (letter.value === null) await choose(letterFor(site()?.label ?? '', told()))
    return letter.value ?? 'A'
  }

  return {
    letter,
    choose,
    async open(): Promise<void> {
      const kept = vault()
      const found = kept && (await read<Kept>(kept, SLIP))
      letter.value = found && found.site === site()?.site ? found.letter : null
    },
    async next(matter: string, representatives: Representative[] = [], again?: string) {
      const desk = again?.charAt(0) ?? (await ours())
      const number = again ? Number(again.slice(1)) : nextNumber(desk, own(), told())
      const code = newCode((bytes) => crypto.getRandomValues(bytes))
      const hash = await hashOf(code)
      const group = representatives.length ? { representatives } : {}
      const said: Said = { kind: 'ticket_issued', data: { matter, desk, number, code: hash, ...group } }
      return { said, paper: { matter, ticket: `${desk}${number}`, code } }
    },
  }
}

/** This desk's tickets: the numbers reserved for it, kept on this machine, and a code that only the paper knows. */
import { type ShallowRef, shallowRef } from 'vue'
import type { Entry, Representative, Said } from '../../entries'
import { read, type Vault, write } from '../../vault'
import { hashOf, newCode } from './code'
import { type Numbers, nextNumber } from './numbers'

/** What the server has reserved for a device; written where it is enrolled and where the server is asked. */
export interface Reserved extends Numbers {
  device: string
}
export const RESERVED = 'numbers'

/** The last number that any tab of this desk took, so that the next one follows it. */
interface Printed {
  device: string
  day: string
  ticket: string
}
const PRINTED = 'printed'

/** A ticket as it is printed. */
export interface Paper {
  matter: string
  ticket: string
  code: string
}

export interface Tickets {
  numbers: Readonly<ShallowRef<Numbers | null>>
  /** The next ticket, to be said together with its registration; null while no number is left or reserved. */
  next(matter: string, representatives?: Representative[]): Promise<Issued | null>
  /** The same number anew, with another code. */
  again(matter: string, ticket: string, representatives?: Representative[]): Promise<Issued>
}
export interface Issued {
  said: Said
  paper: Paper
}

export interface TicketsWorld {
  vault: () => Vault | null
  device: () => string | null
  day: () => string
  /** This device's entries of the day … */
  own: () => Entry[]
  /** … and the tickets that the server told of. */
  told: () => (string | null)[]
  /** Between the tabs of this browser. */
  locks: Pick<LockManager, 'request'>
}

export function makeTickets({ vault, device, day, own, told, locks }: TicketsWorld) {
  const numbers = shallowRef<Numbers | null>(null)

  async function open(): Promise<void> {
    const kept = vault()
    const found = kept && (await read<Reserved>(kept, RESERVED))
    numbers.value = found && found.device === device() ? found : null
  }

  async function reserve(given: Numbers): Promise<void> {
    const [kept, at] = [vault(), device()]
    if (!kept || !at) return
    const { letter, first, last } = given
    await write(kept, RESERVED, { device: at, letter, first, last } satisfies Reserved)
    await open()
  }

  /** One tab at a time takes a number and writes it down before another may. */
  async function taken(): Promise<string | null> {
    return locks.request('reception-ticket', async () => {
      const [kept, at, ours] = [vault(), device(), numbers.value]
      if (!kept || !at || !ours) return null
      const before = await read<Printed>(kept, PRINTED)
      const last = before && before.device === at && before.day === day() ? before.ticket : null
      const here = own().map((entry) =>
        entry.kind === 'ticket_issued' ? `${entry.data.desk}${entry.data.number}` : null,
      )
      const number = nextNumber(ours, [last, ...here, ...told()])
      if (number === null) return null
      const ticket = `${ours.letter}${number}`
      await write(kept, PRINTED, { device: at, day: day(), ticket } satisfies Printed)
      return ticket
    })
  }

  async function issued(matter: string, ticket: string, representatives: Representative[]): Promise<Issued> {
    const [desk, number] = [ticket.charAt(0), Number(ticket.slice(1))]
    const code = newCode((bytes) => crypto.getRandomValues(bytes))
    const group = representatives.length ? { representatives } : {}
    const said: Said = { kind: 'ticket_issued', data: { matter, desk, number, code: await hashOf(code), ...group } }
    return { said, paper: { matter, ticket, code } }
  }

  return {
    numbers,
    open,
    reserve,
    async next(matter: string, representatives: Representative[] = []) {
      const ticket = await taken()
      return ticket === null ? null : issued(matter, ticket, representatives)
    },
    again: (matter: string, ticket: string, representatives: Representative[] = []) =>
      issued(matter, ticket, representatives),
  }
}

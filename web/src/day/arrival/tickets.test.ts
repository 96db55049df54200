// The vault's own storage, in memory.
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { openVault, type Vault, write } from '../../vault'
import type { Numbers } from './numbers'
import { makeTickets, RESERVED } from './tickets'

/** What the browser gives: one after the other. */
function queueOfLocks(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve()
  const request = (_name: string, work: () => Promise<unknown>) => {
    last = last.then(work)
    return last
  }
  return { request } as unknown as LockManager
}

const A: Numbers = { letter: 'A', first: 1, last: 500 }
let made = 0

async function aDesk(device: string, numbers: Numbers | null, told: string[] = []) {
  const vault = await openVault(`desk-${made++}`)
  if (numbers) await write(vault, RESERVED, { device, ...numbers })
  const locks = queueOfLocks()
  const tab = async (day = '2023-11-09', at = device) => {
    const world = {
      vault: () => vault as Vault,
      device: () => at,
      day: () => day,
      own: () => [],
      told: () => told,
      locks,
    }
    const tickets = makeTickets(world)
    await tickets.open()
    return { ...tickets, print: async () => (await tickets.next('m'))?.paper.ticket ?? null }
  }
  return { tab }
}

test('two desks of one site that are cut off print different numbers, whatever they are called', async () => {
  const one = await (await aDesk('d-1', A)).tab()
  const other = await (await aDesk('d-2', { letter: 'B', first: 1, last: 500 })).tab()
  expect([await one.print(), await other.print(), await one.print(), await other.print()]).toEqual([
    'A1',
    'B1',
    'A2',
    'B2',
  ])
})

test('the tabs of one desk take their numbers from one counter, also at the same moment and after a reload', async () => {
  const { tab } = await aDesk('d-1', A)
  const tabs = [await tab(), await tab(), await tab()]
  const printed = await Promise.all([...tabs, ...tabs, ...tabs].map((one) => one.print()))
  expect(printed.sort()).toEqual(['A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9'])
  expect(await (await tab()).print()).toBe('A10')
  expect(await (await tab('2023-11-10')).print()).toBe('A1')
})

test('a desk goes on after what the server knows to be printed, and prints nothing once all its numbers are', async () => {
  expect(await (await (await aDesk('d-1', A, ['A41', 'B99'])).tab()).print()).toBe('A42')
  expect(await (await (await aDesk('d-1', A, ['A500'])).tab()).print()).toBe(null)
})

test('a number is never guessed: without reserved ones, or with another device’s, a desk prints none', async () => {
  expect(await (await (await aDesk('d-1', null)).tab()).print()).toBe(null)
  const { tab } = await aDesk('d-1', A)
  const replaced = await tab('2023-11-09', 'd-2')
  expect([replaced.numbers.value, await replaced.print()]).toEqual([null, null])
  await replaced.reserve({ letter: 'C', first: 1, last: 500 })
  expect(await replaced.print()).toBe('C1')
})

test('a ticket printed again has its number and another code', async () => {
  const desk = await (await aDesk('d-1', A)).tab()
  const [first, second] = [await desk.again('m', 'A7'), await desk.again('m', 'A7')]
  expect([first.paper.ticket, second.said.data]).toEqual(['A7', expect.objectContaining({ desk: 'A', number: 7 })])
  expect(first.paper.code).not.toBe(second.paper.code)
})

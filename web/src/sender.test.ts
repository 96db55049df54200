// @vitest-environment node
import 'fake-indexeddb/auto'
import { afterEach, expect, test, vi } from 'vitest'
import type { Entry } from './entries'
import type { Answer, Outbox, Step } from './outbox'
import { openSender, type Sender } from './sender'
import { soon } from './testing/soon'
import { all, openVault, type VaultFault } from './vault'

const SITE = 'HN-D-430181'
let browsers = 0
const open: Sender[] = []

function entry(id: string, site = SITE): Entry {
  const data = { matter: `m-${id}` } as never
  return { id, day: '2023-11-09', site, at: 't', kind: 'matter_registered', data }
}

/** Tabs of one browser: one vault, one lock, one channel each; `answer` is the line. */
async function aBrowser(answer: (step: Step) => Promise<Answer>) {
  browsers += 1
  const name = `sender-${browsers}`
  const vault = await openVault(name)
  let holder: Promise<unknown> = Promise.resolve()
  const locks = {
    request: (_: string, __: unknown, work: (lock: Lock | null) => Promise<unknown>) => {
      holder = holder.then(() => work(null))
      return holder
    },
  } as never
  const sendings: Step[] = []
  async function tab(site: string | null = SITE) {
    const seen: { outbox: Outbox | null; lines: boolean[]; faults: VaultFault[]; enrolled: number } = {
      outbox: null,
      lines: [],
      faults: [],
      enrolled: 0,
    }
    const world = {
      vault,
      locks,
      channel: new BroadcastChannel(name),
      exchange: (step: Step) => {
        sendings.push(step)
        return answer(step)
      },
      onChange: (outbox: Outbox) => {
        seen.outbox = outbox
      },
      onLine: (up: boolean) => seen.lines.push(up),
      onFault: (fault: VaultFault) => seen.faults.push(fault),
      onEnrolled: () => {
        seen.enrolled += 1
      },
    }
    const sender = await openSender(world, site)
    open.push(sender)
    const states = () => [...(seen.outbox?.held.values() ?? [])].map((held) => held.standing.state).join()
    return { sender, seen, states }
  }
  return { vault, tab, sendings }
}

const accept = (step: Step): Answer => ({
  kind: 'judged',
  results: step.do === 'send' ? step.entries.map(({ id }) => ({ id, status: 'accepted' })) : [],
})
const silent = async (): Promise<Answer> => ({ kind: 'silence' })
const storedStates = async (vault: Awaited<ReturnType<typeof openVault>>) =>
  (await all(vault)).kept.map((one) => one.standing.state).join()

afterEach(() => {
  for (const sender of open.splice(0)) sender.close()
})

test('what is kept is sent at once, counted, and counted still after a reload', async () => {
  const { vault, tab } = await aBrowser(async (step) => accept(step))
  const { sender, states } = await tab()
  await sender.keep([entry('a'), entry('b')])
  await soon(() => expect(states()).toBe('counted,counted'))
  await soon(async () => expect(await storedStates(vault)).toBe('counted,counted'))
})

test('keeping resolves only when the entry is safe on this machine', async () => {
  const { vault, tab } = await aBrowser(silent)
  const { sender } = await tab()
  await sender.keep([entry('a')])
  expect((await all(vault)).kept.map((one) => one.entry.id)).toEqual(['a'])
})

test('without a line everything stays, and the line back sends it', async () => {
  let up = false
  const { tab } = await aBrowser(async (step) => (up ? accept(step) : { kind: 'silence' }))
  const { sender, seen, states } = await tab()
  await sender.keep([entry('a')])
  await soon(() => expect(seen.lines).toEqual([false]))
  expect(states()).toBe('kept')
  up = true
  sender.wake()
  await soon(() => expect(states()).toBe('counted'))
})

test('a tab opened later shows what was kept before, and sends it', async () => {
  const { vault, tab } = await aBrowser(async (step) => accept(step))
  const before = await tab(null)
  await before.sender.keep([entry('a')])
  before.sender.close()
  const { states } = await tab()
  await soon(() => expect(states()).toBe('counted'))
  expect(await storedStates(vault)).toBe('counted')
})

test('of two tabs one sends, also what the other keeps, and both show it', async () => {
  const { tab, sendings } = await aBrowser(async (step) => accept(step))
  const one = await tab()
  const other = await tab()
  await other.sender.keep([entry('a')])
  await one.sender.keep([entry('b')])
  await soon(() => expect([one.states(), other.states()]).toEqual(['counted,counted', 'counted,counted']))
  const ids = sendings.flatMap((step) => (step.do === 'send' ? step.entries.map((sent) => sent.id) : []))
  expect(ids.sort()).toEqual(['a', 'b'])
})

test('when the tab that sends is closed, the other takes over', async () => {
  const { tab } = await aBrowser(async (step) => accept(step))
  const one = await tab()
  const other = await tab()
  one.sender.close()
  await other.sender.keep([entry('a')])
  await soon(() => expect(other.states()).toBe('counted'))
})

test('what stands in the way is known in the tab that does not send', async () => {
  const refused: Answer = { kind: 'problem', status: 401, code: 'not_signed_in', message: 'm', retryAfter: null }
  const { tab } = await aBrowser(async () => refused)
  const one = await tab()
  const other = await tab()
  await one.sender.keep([entry('a')])
  await soon(() => expect(other.seen.outbox?.device).toMatchObject({ status: 401 }))
})

test('enrolled anew in one tab, the other is told, and what was kept is sent', async () => {
  let known = false
  const refused: Answer = { kind: 'problem', status: 401, code: 'not_signed_in', message: 'm', retryAfter: null }
  const { tab } = await aBrowser(async (step) => (known ? accept(step) : refused))
  const one = await tab()
  const other = await tab()
  await one.sender.keep([entry('a')])
  await soon(() => expect(one.seen.outbox?.device).not.toBeNull())
  known = true
  one.sender.enrol(SITE, 'here')
  await soon(() => expect(other.seen.enrolled).toBe(1))
  await soon(() => expect(one.states()).toBe('counted'))
})

test('an answer to the former enrolment does not stop the new one', async () => {
  let release: (answer: Answer) => void = () => undefined
  const first = new Promise<Answer>((resolve) => {
    release = resolve
  })
  const answers = [first]
  const { tab } = await aBrowser((step) => answers.shift() ?? Promise.resolve(accept(step)))
  const { sender, seen, states } = await tab()
  await sender.keep([entry('a')])
  sender.enrol(SITE, 'here')
  release({ kind: 'problem', status: 403, code: 'not_allowed', message: '', retryAfter: null })
  await soon(() => expect(states()).toBe('counted'))
  expect(seen.outbox?.device).toBeNull()
})

test('a refusal dealt with stays dealt with after a reload', async () => {
  const { tab } = await aBrowser(async (step) => ({
    kind: 'judged',
    results: step.do === 'send' ? step.entries.map(({ id }) => ({ id, status: 'refused', code: 'wrong_type' })) : [],
  }))
  const one = await tab()
  await one.sender.keep([entry('a')])
  await soon(() => expect(one.states()).toBe('refused'))
  await one.sender.deal(['a'])
  one.sender.close()
  const later = await tab()
  expect(later.seen.outbox?.held.get('a')?.dealt).toBe(true)
})

test('a standing that cannot be written is said, and the sending goes on', async () => {
  const { vault, tab } = await aBrowser(async (step) => accept(step))
  const { sender, seen, states } = await tab()
  const real = vault.db.transaction.bind(vault.db)
  vi.spyOn(vault.db, 'transaction').mockImplementation(((stores: never, ...rest: never[]) => {
    if (stores === 'standings') throw new DOMException('no room', 'QuotaExceededError')
    return (real as (...all: never[]) => never)(stores, ...rest)
  }) as never)
  await sender.keep([entry('a')])
  await soon(() => expect(seen.faults.map((fault) => fault.fault)).toEqual(['full']))
  expect(states()).toBe('counted')
})

import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '../../api'
import type { Enrolment } from '../../sites/device'
import type { Vault } from '../../vault'
import { makeAsking } from './asking'
import { makeMachine } from './machine'

afterEach(() => vi.restoreAllMocks())

const HERE: Enrolment = { device: 'd', token: 't', site: 'HN-A', label: '1' }

/** A desk whose questions are answered by `answer`; what it said of the line. */
function asked(answer: () => Promise<never>) {
  const machine = makeMachine(() => 'zh-CN')
  machine.enrolment.value = HERE
  machine.vault.value = {} as Vault
  const line: boolean[] = []
  const get = vi.spyOn(machine.api, 'get').mockImplementation(answer)
  const nothing = async () => undefined
  const asking = makeAsking(machine, { onLine: (up) => line.push(up), onTold: nothing, onKept: nothing })
  return { machine, asking, line, get }
}

test.each([
  [0, false, null],
  [503, true, null],
  [401, true, 401],
  [403, true, 403],
])('an answer %s says whether the line is up (%s) and whether this device is let in', async (status, up, barred) => {
  const { asking, line } = asked(() => Promise.reject(new Problem(status, 'code', 'a sentence')))
  await asking.refresh()
  expect(line).toEqual([up])
  expect(asking.barred.value?.status ?? null).toBe(barred)
})

test('while an answer is under way no second question is asked', async () => {
  let refuse: () => void = () => undefined
  const { asking, get } = asked(
    () =>
      new Promise((_, reject) => {
        refuse = () => reject(new Problem(503, '', ''))
      }),
  )
  const both = [asking.refresh(), asking.refresh()]
  refuse()
  await Promise.all(both)
  expect(get).toHaveBeenCalledTimes(1)
})

test('a browser that is no device of a site asks nothing', async () => {
  const { machine, asking, line, get } = asked(() => Promise.reject(new Problem(503, '', '')))
  machine.enrolment.value = null
  await asking.refresh()
  expect([get.mock.calls.length, line]).toEqual([0, []])
})

const DAY = {
  day: '2023-11-09',
  date: '2023-11-09',
  state: 'live',
  clock: { real: '2023-11-09T01:00:00Z', now: '2023-11-09T01:00:00Z', speed: 1, ends_at: null },
}

/** A server whose answer about turns is given by hand: `give[0]` is the first that was asked for. */
function slowTurns() {
  const give: ((items: object[]) => void)[] = []
  const parts = asked(() => Promise.reject(new Problem(500, '', '')))
  parts.machine.reference.value = { sites: [] } as never
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(true)
  parts.get.mockImplementation((path: string) => {
    if (path === '/api/days') return Promise.resolve({ items: [DAY] }) as Promise<never>
    if (path.endsWith('/board')) return Promise.resolve({ sites: {} }) as Promise<never>
    if (path.endsWith('/matters')) return Promise.resolve({ items: [], next: null }) as Promise<never>
    if (path.endsWith('/waiting'))
      return new Promise((answer) => give.push((items) => answer({ items, next: null } as never)))
    return Promise.reject(new Problem(404, '', ''))
  })
  return { ...parts, give }
}

test('a look at everything that began before a call does not take the call back', async () => {
  const { machine, asking, give } = slowTurns()
  const states = () => machine.told.value?.turns.turns.map(({ matter, state }) => `${matter} ${state}`)
  const first = asking.refresh()
  await vi.waitFor(() => expect(give.length).toBe(1))
  give[0]?.([{ matter: 'a', state: 'waiting' }])
  await first.catch(() => undefined)
  expect(states()).toEqual(['a waiting'])

  const look = asking.refresh()
  await vi.waitFor(() => expect(give.length).toBe(2))
  await new Promise((next) => setTimeout(next, 5))
  asking.takeTurn({ matter: 'a', state: 'called' } as never)
  expect(states()).toEqual(['a called'])
  give[1]?.([{ matter: 'a', state: 'waiting' }])
  await look.catch(() => undefined)
  expect(states()).toEqual(['a called'])
})

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

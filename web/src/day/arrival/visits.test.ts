import { afterEach, expect, test } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { Problem } from '../../api'
import type { Desk, Line } from './useDesk'
import { useVisits } from './visits'

const KNOWN = { earlier: 0, items: [] }
const scopes: (() => void)[] = []
afterEach(() => {
  for (const stop of scopes.splice(0)) stop()
})

/** A desk whose server is asked by hand: each question waits until it is answered. */
function desk(up = true) {
  const asked: { path: string; body: unknown; answer(found: unknown): Promise<void> }[] = []
  const phone = ref('')
  const line = shallowRef<Line>({ up, since: 0 })
  const post = (path: string, body: unknown) =>
    new Promise((resolve, reject) => {
      const answer = async (found: unknown) => {
        if (found instanceof Problem) reject(found)
        else resolve(found)
        await new Promise((done) => setTimeout(done))
      }
      asked.push({ path, body, answer })
    })
  const told = shallowRef({ day: { day: '2023-11-09' } })
  const around = { api: { post }, line, told, enrolment: shallowRef({ site: 'HN-A' }) } as unknown as Desk
  const scope = effectScope()
  scopes.push(() => scope.stop())
  const { look, leave } = scope.run(() => useVisits(around, phone)) as ReturnType<typeof useVisits>
  const type = (typed: string) => {
    phone.value = typed
    return nextTick()
  }
  return { asked, line, look, leave, type }
}

test('a mobile number is asked for once, at its last digit, and never in an address', async () => {
  const { asked, look, leave, type } = desk()
  await type('1280000000')
  expect(asked).toEqual([])
  await type('12800000007')
  expect(look.value).toEqual({ is: 'asking' })
  await asked[0]?.answer(KNOWN)
  leave()
  expect(asked.map(({ path, body }) => [path, body])).toEqual([
    ['/api/days/2023-11-09/sites/HN-A/visits', { phone: '12800000007' }],
  ])
  expect(look.value).toEqual({ is: 'known', known: KNOWN })
})

test('a land line is asked for when its box is left, and what is no number never', async () => {
  const { asked, leave, type } = desk()
  await type('0731-8888')
  expect(asked).toEqual([])
  leave()
  await type('07')
  leave()
  expect(asked.map(({ body }) => body)).toEqual([{ phone: '0731-8888' }])
})

test('an answer about a number that is no longer there is not shown', async () => {
  const { asked, look, type } = desk()
  await type('12800000007')
  await type('')
  await asked[0]?.answer(KNOWN)
  expect(look.value).toEqual({ is: 'nothing' })
})

test('without a line it is said that it comes later, and it does when the line is back', async () => {
  const { asked, line, look, type } = desk(false)
  await type('12800000007')
  expect([look.value.is, asked.length]).toEqual(['later', 0])
  line.value = { up: true, since: 1 }
  await nextTick()
  await asked[0]?.answer(KNOWN)
  expect(look.value.is).toBe('known')
})

test('a question that gets no answer comes later, one that is refused is let be', async () => {
  const { asked, look, leave, type } = desk()
  await type('12800000007')
  await asked[0]?.answer(new Problem(0, 'no_line', ''))
  expect(look.value.is).toBe('later')
  leave()
  await asked[1]?.answer(new Problem(429, 'too_many', '', 60))
  leave()
  expect([look.value.is, asked.length]).toEqual(['unable', 2])
})

import { expect, test, vi } from 'vitest'
import { shallowRef } from 'vue'
import { Problem } from '../../api'
import type { Me } from '../../types'
import { makeAuthor } from './author'

const account = (id: string) => ({ kind: 'account', id }) as Me

function world(...answers: (Problem | null)[]) {
  const post = vi.fn(async () => {
    const next = answers.shift()
    if (next) throw next
  })
  const me = shallowRef<Me | null>(account('a'))
  const token = shallowRef<string | null>('t')
  const author = makeAuthor({ me, api: { post } as never }, () => token.value)
  return { post, me, token, author }
}

test('an account is proved once at a device, and each other account and device again', async () => {
  const { post, me, token, author } = world()
  await author.prove()
  await author.prove()
  expect(post.mock.calls).toEqual([['/api/me/device', { token: 't' }]])
  me.value = account('b')
  await author.prove()
  token.value = 'u'
  await author.prove()
  expect(post).toHaveBeenCalledTimes(3)
})

test('without an account or a device there is nothing to prove', async () => {
  const { post, me, token, author } = world()
  me.value = null
  await author.prove()
  me.value = account('a')
  token.value = null
  await author.prove()
  expect(post).not.toHaveBeenCalled()
})

test('a line that is down is tried again, a refusal is not', async () => {
  const { post, author } = world(
    new Problem(0, 'no_line', ''),
    new Problem(503, 'busy', ''),
    new Problem(404, 'not_found', ''),
  )
  for (let time = 0; time < 5; time++) await author.prove()
  expect(post).toHaveBeenCalledTimes(3)
})

test('two proofs at once are one', async () => {
  const { post, author } = world()
  await Promise.all([author.prove(), author.prove()])
  expect(post).toHaveBeenCalledTimes(1)
})

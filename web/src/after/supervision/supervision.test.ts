import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { SupervisionDraw, SupervisionGroup } from '../../types'
import { recordOf, STEPS, standing, stepOf } from './supervision'

test('every item of the checklist belongs to one step', () => {
  for (const [step, items] of Object.entries(STEPS)) for (const item of items) expect(stepOf(item)).toBe(step)
})

test('the counties that are visited are those of the draw that stands', () => {
  const draws = [
    { number: 2, is_standing: true },
    { number: 1, is_standing: false },
  ]
  expect(standing({ draws } as SupervisionGroup)?.number).toBe(2)
  expect(standing({ draws: [] as SupervisionDraw[] } as SupervisionGroup)).toBeNull()
})

test('a saved record has list, seed and result of the draw', () => {
  const list = '430100\t430102\n430100\t430103\n'
  const checksum = createHash('sha256').update(list).digest('hex')
  const visits = [{ city: '430100', county: '430103' }]
  const draw = { seed: '0'.repeat(64), per_city: 1, checksum, candidate_list: list, visits } as SupervisionDraw
  const [head, rest = ''] = recordOf(draw).split('\n# candidates\n')
  const [kept, result] = rest.split('\n# drawn\n')
  expect(
    createHash('sha256')
      .update(kept ?? '')
      .digest('hex'),
  ).toBe(checksum)
  expect(head).toContain(`per_group\t1\nchecksum\t${checksum}`)
  expect(result).toBe('430100\t430103\n')
})

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Sample, SampleRow, Samples } from '../../types'
import { ownDraw, recordOf } from './samples'

const row = (more: Partial<SampleRow>): SampleRow =>
  ({ id: 'a', number: 1, is_own: true, is_standing: true, ...more }) as SampleRow

test('the own draw that is called is the one that stands, whoever else drew', () => {
  const items = [row({ id: 'b', is_own: false }), row({ id: 'c', is_standing: false }), row({ id: 'd', number: 2 })]
  expect(ownDraw({ items, candidates: 3 } as Samples)?.id).toBe('d')
  expect(ownDraw({ items: items.slice(0, 2), candidates: 3 } as Samples)).toBeNull()
  expect(ownDraw(null)).toBeNull()
})

test('a saved record alone is enough to repeat the draw', () => {
  const list = ['S1\tm1', 'S1\tm2', 'S1\tm3', 'S2\tm4'].map((one) => `${one}\n`).join('')
  const seed = '0'.repeat(64)
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const drawn = (from: string, chosen: string, size: number) =>
    ['S1', 'S2'].flatMap((site) =>
      from
        .split('\n')
        .filter((line) => line.startsWith(`${site}\t`))
        .map((line) => line.split('\t')[1] as string)
        .sort((a, b) => (hash(`${chosen}\n${site}\n${a}`) < hash(`${chosen}\n${site}\n${b}`) ? -1 : 1))
        .slice(0, size)
        .map((matter) => ({ site, matter })),
    )
  const calls = drawn(list, seed, 2)
  const sample = { seed, per_site: 2, checksum: hash(list), candidate_list: list, calls } as unknown as Sample
  const [head, rest = ''] = recordOf(sample).split('\n# candidates\n')
  const [kept = '', result = ''] = rest.split('\n# drawn\n')
  const said = new Map((head ?? '').split('\n').map((line) => line.split('\t') as [string, string]))
  const again = drawn(kept, said.get('seed') ?? '', Number(said.get('per_group')))
  expect(hash(`${kept}`)).toBe(said.get('checksum'))
  expect(again.map((one) => `${one.site}\t${one.matter}\n`).join('')).toBe(result)
})

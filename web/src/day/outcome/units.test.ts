import { expect, test } from 'vitest'
import type { Api } from '../../api'
import type { Reference, UnitChoice } from '../../types'
import { changed, emptyOutcome, type OutcomeForm, outcomeOf } from './outcome'
import { codeOf, withUnits } from './units'

const unit = (code: string, name_zh: string, name_en: string | null = null): UnitChoice => ({
  ...{ code, name_zh, name_en },
  ...{ kind: 'hrss_bureau', region: '430102', telephone: null },
})
const UNITS = [unit('D', '芙蓉区人社局', 'Furong HRSS bureau'), unit('C', '长沙市人社局')]

function assigned(owner_unit: string) {
  const yes = () => ({ ticked: true, reason: '' })
  const explained = { policy: yes(), responsibility: yes(), route: yes() }
  const form: OutcomeForm = { ...emptyOutcome(), outcome: 'assigned', due_on: '2023-11-20', explained, owner_unit }
  return outcomeOf(form, 'm', '', UNITS)
}

test.each([
  ['芙蓉区人社局', 'D'],
  [' 芙蓉区人社局 ', 'D'],
  ['Furong HRSS bureau', 'D'],
  ['长沙市人社局', 'C'],
  ['芙蓉区人社', ''],
  ['', ''],
])('a unit that is chosen is named by code, and free words are not: %s', (typed, code) => {
  expect(codeOf(UNITS, typed)).toBe(code)
  expect(assigned(typed || '别的').owner_unit_code).toBe(code || undefined)
})

test('a correction changes the code with the words, and takes it away where the words are free', () => {
  expect(changed(assigned('芙蓉区人社局'), assigned('长沙市人社局'))).toEqual({
    owner_unit: '长沙市人社局',
    owner_unit_code: 'C',
  })
  expect(changed(assigned('芙蓉区人社局'), assigned('别的局'))).toEqual({ owner_unit: '别的局', owner_unit_code: '' })
  expect(changed(assigned('别的局'), assigned('另一局'))).toEqual({ owner_unit: '另一局' })
  expect(changed(assigned('芙蓉区人社局'), assigned('芙蓉区人社局'))).toEqual({})
})

test('the units of a site come with the reference data, which is as it was without an answer', async () => {
  const asked: string[] = []
  const api = (answer: () => Promise<unknown>) =>
    ({
      get: (path: string) => {
        asked.push(path)
        return answer()
      },
    }) as unknown as Api
  const reference = { sites: [{ site: 'HERE', place: 430102001 }] } as unknown as Reference
  const found = await withUnits(
    api(async () => ({ items: UNITS })),
    reference,
    'HERE',
  )
  expect(found.units).toEqual(UNITS)
  const refused = api(() => Promise.reject(new Error('no line')))
  expect(await withUnits(refused, reference, 'HERE')).toBe(reference)
  expect(await withUnits(refused, reference, 'ELSEWHERE')).toBe(reference)
  expect(asked).toEqual(['/api/places/430102001/units', '/api/places/430102001/units'])
})

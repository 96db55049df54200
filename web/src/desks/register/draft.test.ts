import { expect, test } from 'vitest'
import { NO_DETAILS } from '../../sites/details'
import { NEW_SITE } from '../../sites/sites'
import { tolerant } from '../../storage'
import type { SiteLink } from '../../types'
import { begun, bodyOf, type Draft, drop, keep, kept } from './draft'

const region = { code: '430102', name_zh: '芙蓉区', name_en: 'Furong', level: 'county' }
const link = (registration: unknown = null): SiteLink =>
  ({ region, label: null, regions: [region], expires_at: '', registration, own_code: null }) as SiteLink
const draft: Draft = {
  id: 'a',
  region: '430102',
  version: 0,
  told: { ...NEW_SITE, name_zh: '甲' },
  details: NO_DETAILS,
}
const registered = { ...NEW_SITE, id: 'b', region: '430102', version: 2, name_zh: '乙', details: NO_DETAILS }

function memory() {
  const held = new Map<string, string>()
  return tolerant(
    () =>
      ({
        getItem: (name: string) => held.get(name) ?? null,
        setItem: (name: string, value: string) => held.set(name, value),
        removeItem: (name: string) => held.delete(name),
      }) as unknown as Storage,
  )
}

test('what was typed is found again under the code, however that is written', () => {
  const store = memory()
  keep(store, 'ABCD-EFGH', draft)
  expect(kept(store, 'abcdefgh')).toEqual(draft)
  drop(store, 'ABCD EFGH')
  expect(kept(store, 'ABCD-EFGH')).toBeNull()
})

test('what cannot be read is no draft', () => {
  const store = memory()
  store.setItem('register:ABCD', '{')
  expect(kept(store, 'ABCD')).toBeNull()
})

test('a page begins with what was typed, and with what is registered where that is newer', () => {
  expect(begun(link(), draft, 'new')).toEqual(draft)
  expect(begun(link(registered), draft, 'new').told.name_zh).toBe('乙')
  expect(begun(link(registered), { ...draft, version: 2 }, 'new').told.name_zh).toBe('甲')
  expect(begun(link(), null, 'new')).toMatchObject({ id: 'new', region: '430102', version: 0 })
})

test('what is empty is sent as not known', () => {
  const body = bodyOf({ ...draft, told: { ...draft.told, telephone: ' ', address: '' } })
  expect(body).toMatchObject({ name_zh: '甲', telephone: null, address: null, version: 0 })
})

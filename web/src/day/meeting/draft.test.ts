import 'fake-indexeddb/auto'
import { beforeEach, expect, test } from 'vitest'
import { openVault, slips, type Vault } from '../../vault'
import { noDraft, openRoomDraft } from './draft'

const NINE = Date.parse('2023-11-09T09:00:00+08:00')
let vault: Vault
let name = 0

beforeEach(async () => {
  name += 1
  vault = await openVault(`room-${name}`)
})

test('what was typed is there again after a reload, and only in its own meeting', async () => {
  const before = await openRoomDraft('m-1', () => NINE, vault)
  expect(before.found).toEqual(noDraft())
  const typed = {
    ...noDraft(),
    readBack: true,
    form: { ...noDraft().form, outcome: 'assigned', owner_unit: '住建部门' },
  }
  await before.keep(typed)
  expect((await openRoomDraft('m-1', () => NINE, vault)).found).toEqual(typed)
  expect((await openRoomDraft('m-2', () => NINE, vault)).found).toEqual(noDraft())
})

test('what lies in the browser is sealed', async () => {
  const drafts = await openRoomDraft('m-1', () => NINE, vault)
  await drafts.keep({ ...noDraft(), form: { ...noDraft().form, owner_unit: '住建部门' } })
  const boxes = await vault.db.getAll('slips')
  expect(boxes.map((box) => new TextDecoder().decode(box.sealed)).join('')).not.toContain('住建部门')
})

test('it is forgotten once recorded, and after a week in any case', async () => {
  const kept = (await openRoomDraft('m-1', () => NINE, vault)).keep
  await kept(noDraft())
  const second = await openRoomDraft('m-2', () => NINE, vault)
  await second.keep(noDraft())
  await second.forget()
  expect(await slips(vault, 'room:')).toEqual(['room:m-1'])
  await openRoomDraft('m-3', () => NINE + 8 * 86_400_000, vault)
  expect(await slips(vault, 'room:')).toEqual([])
})

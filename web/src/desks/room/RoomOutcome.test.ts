import { flushPromises } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { type Ref, ref, shallowRef } from 'vue'
import { noDraft, type RoomDraft } from '../../day/meeting/draft'
import type { RoomOutcomes } from '../../day/meeting/useOutcome'
import type { Outcome } from '../../entries'
import { onPage } from '../../testing/page'
import { aReference, aTurn } from '../../testing/turns'
import RoomOutcome from './RoomOutcome.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

function outcomesOf(draft: Ref<RoomDraft>, more: Partial<RoomOutcomes> = {}) {
  const recorded: Outcome[] = []
  const outcomes = {
    draft,
    today: ref('2023-11-09'),
    kept: ref('kept'),
    savedAt: ref(null),
    busy: ref(false),
    refusal: ref(''),
    problem: shallowRef(null),
    isRecorded: ref(false),
    record: async (outcome: Outcome) => {
      recorded.push(outcome)
      return true
    },
    ...more,
  } as unknown as RoomOutcomes
  return { outcomes, recorded }
}

async function panel(draft: Ref<RoomDraft>, more: Partial<RoomOutcomes> = {}) {
  const { outcomes, recorded } = outcomesOf(draft, more)
  const props = { outcomes, turn: aTurn('m-1'), reference: aReference(), blocked: false, busy: false }
  const { page } = await onPage(RoomOutcome, props, {})
  const go = async () => {
    await page.find('.go').trigger('click')
    await flushPromises()
  }
  return { page, go, recorded }
}

const ticked = { ticked: true, reason: '' }
const explained = { policy: ticked, responsibility: ticked, route: ticked }

test('ending names what is missing and goes there; nothing is sent', async () => {
  const draft = ref(noDraft())
  draft.value.form.outcome = 'assigned'
  const { page, go, recorded } = await panel(draft)
  expect(page.find('.lacking').text()).toContain('责任单位、办结期限')
  await go()
  expect(document.activeElement?.closest('[data-field]')?.getAttribute('data-field')).toBe('owner_unit')
  expect(recorded).toEqual([])
})

test('what was not read back is not yet over', async () => {
  const draft = ref<RoomDraft>({ ...noDraft(), form: { ...noDraft().form, outcome: 'policy_explained', explained } })
  const { page, go, recorded } = await panel(draft)
  await go()
  expect(document.activeElement).toBe(page.find('.back input').element)
  expect(recorded).toEqual([])
})

test('with everything said, the outcome is recorded and the reception ends', async () => {
  const form = { ...noDraft().form, outcome: 'assigned', owner_unit: '住建部门', due_on: '2023-12-06', explained }
  const { page, go, recorded } = await panel(ref<RoomDraft>({ ...noDraft(), form, readBack: true }))
  await go()
  expect(recorded).toEqual([
    {
      matter: 'm-1',
      outcome: 'assigned',
      amount_fen: 0,
      explained: { policy: true, responsibility: true, route: true },
      owner_unit: '住建部门',
      due_on: '2023-12-06',
    },
  ])
  expect(page.emitted('end')).toHaveLength(1)
})

test('an outcome that is already recorded is not asked for again', async () => {
  const { page, go, recorded } = await panel(ref(noDraft()), { isRecorded: ref(true) } as never)
  expect(page.text()).toContain('结果已记下')
  await go()
  expect([recorded, page.emitted('end')?.length]).toEqual([[], 1])
})

test('a browser that keeps nothing says so while one types', async () => {
  const { page } = await panel(ref(noDraft()), { kept: ref('unkept') } as never)
  expect(page.find('.unkept').text()).toBe('这台电脑存不住草稿，请不要关网页')
})

import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { defineComponent, ref } from 'vue'
import { DESK } from '../day/arrival/useDesk'
import WithdrawSheet from '../day/arrival/WithdrawSheet.vue'
import CommandSheet from '../day/calling/CommandSheet.vue'
import MoveSheet from '../day/calling/MoveSheet.vue'
import { QUEUE } from '../day/calling/useQueue'
import EndSheet from '../day/meeting/EndSheet.vue'
import { makeSpeech } from '../locales'
import { aReference, aTurn } from '../testing/turns'
import Sheet from './Sheet.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const queue = { busy: ref(false), problem: ref(null), move: vi.fn() }
const desk = { say: vi.fn(async () => ({ id: 'e' })) }
const SHEETS = {
  撤销登记: [WithdrawSheet, { entry: 'e', what: 'registration' }],
  调整顺序: [MoveSheet, { one: null }],
  移交: [
    CommandSheet,
    { command: 'hand_over', turn: aTurn('m'), place: '430000', reference: aReference(), busy: false },
  ],
  结束: [EndSheet, { recorded: false, busy: false, wrong: '' }],
} as const

async function opened(name: keyof typeof SHEETS) {
  const [inner, props] = SHEETS[name]
  const open = ref(true)
  const Page = defineComponent({
    components: { inner },
    setup: () => ({ open, props }),
    template: '<inner v-bind="props" v-model:open="open" />',
  })
  const page = mount(Page, {
    attachTo: document.body,
    global: { plugins: [await makeSpeech('zh-CN')], provide: { [DESK as symbol]: desk, [QUEUE as symbol]: queue } },
  })
  open.value = false
  await flushPromises()
  open.value = true
  await flushPromises()
  const box = () => document.querySelector<HTMLInputElement>('[role="dialog"] form input:not([type="radio"])')
  const type = async (text: string) => {
    box()?.focus()
    const at = box() as HTMLInputElement
    at.value = text
    at.dispatchEvent(new Event('input'))
    await flushPromises()
  }
  const esc = async (how: KeyboardEventInit = {}) => {
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true, ...how }))
    await flushPromises()
  }
  const press = async (word: string) => {
    ;[...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === word)?.click()
    await flushPromises()
  }
  return { page, open, box, type, esc, press, asks: () => document.querySelector('.sheet-unsaved') !== null }
}

test.each(Object.keys(SHEETS) as (keyof typeof SHEETS)[])(
  'the sheet %s that holds typed text asks before Esc throws it away',
  async (name) => {
    const { open, box, type, esc, press, asks } = await opened(name)
    await type('家属要求')
    await esc()
    expect([open.value, asks(), box()?.value]).toEqual([true, true, '家属要求'])
    await esc()
    expect([open.value, asks(), box()?.value]).toEqual([true, false, '家属要求'])
    await esc()
    await press('不要了，关掉')
    expect(open.value).toBe(false)
  },
)

test('the cross and a click beside ask too; what is empty again is let go', async () => {
  const { open, type, esc, asks, press } = await opened('撤销登记')
  await type('写错了')
  document.querySelector<HTMLElement>('.sheet-close')?.click()
  await flushPromises()
  expect([open.value, asks()]).toEqual([true, true])
  await press('接着写')
  expect(asks()).toBe(false)
  await type('  ')
  await esc()
  expect(open.value).toBe(false)
})

test.each([{ isComposing: true }, { keyCode: 229 }])(
  'an Esc that ends a composition (%o) closes nothing',
  async (sign) => {
    const { open, asks, esc } = await opened('撤销登记')
    await esc(sign)
    expect([open.value, asks()]).toEqual([true, false])
  },
)

test('a sheet in which nothing was typed closes at once, and one that was saved closes without a question', async () => {
  const { open, esc } = await opened('撤销登记')
  await esc()
  expect(open.value).toBe(false)
  const { open: saved, type } = await opened('撤销登记')
  await type('登记错了人')
  document.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }))
  await flushPromises()
  expect(saved.value).toBe(false)
})

test('a search that is typed is no loss', async () => {
  const open = ref(true)
  const Page = defineComponent({
    components: { Sheet },
    setup: () => ({ open }),
    template: '<Sheet v-model:open="open" title="t" close-label="c"><input type="search" /></Sheet>',
  })
  mount(Page, { attachTo: document.body, global: { plugins: [await makeSpeech('zh-CN')] } })
  await flushPromises()
  const box = document.querySelector('input') as HTMLInputElement
  box.focus()
  box.value = '长沙'
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  await flushPromises()
  expect(open.value).toBe(false)
})

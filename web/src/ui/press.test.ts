import { mount } from '@vue/test-utils'
import { afterEach, expect, test, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { KEYED_CATEGORIES } from '../day/arrival/names'
import { useDeskKeys } from '../desks/clerk/useDeskKeys'
import { makeOnce } from './once'
import { guardPresses } from './press'

guardPresses(window)
afterEach(() => {
  document.body.innerHTML = ''
})

function keys(target: Element, ...events: KeyboardEventInit[]): boolean[] {
  return events.map((event) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...event })),
  )
}

function held(key: string): KeyboardEventInit[] {
  return [{ key }, ...Array.from({ length: 30 }, () => ({ key, repeat: true }))]
}

function add<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] {
  return document.body.appendChild(document.createElement(tag))
}

function clicks(target: Element, ...details: number[]): void {
  for (const detail of details) {
    target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail }))
  }
}

test.each(['Enter', ' ', 'a', 'F8', '1', 'Escape'])('the key %s, held, is one press on a control', (key) => {
  const heard = vi.fn()
  const button = add('button')
  button.addEventListener('keydown', heard)
  const passed = keys(button, ...held(key))
  expect(heard).toHaveBeenCalledTimes(1)
  expect(passed.filter(Boolean)).toHaveLength(1) // the browser, too, clicks the button once
})

test('a key that is held while the focus moves acts on nothing that comes to stand under it', () => {
  const [first, second] = [add('button'), add('button')]
  const clicked = vi.fn()
  second.addEventListener('keydown', clicked)
  keys(first, { key: 'Enter' })
  keys(second, { key: 'Enter', repeat: true }, { key: 'Enter', repeat: true })
  expect(clicked).not.toHaveBeenCalled()
  keys(first, { key: ' ' })
  const up = new KeyboardEvent('keyup', { key: ' ', bubbles: true, cancelable: true })
  expect(second.dispatchEvent(up)).toBe(false)
})

test('text is typed and deleted, and the focus is moved, with a key that is held; a form is not sent by one', () => {
  const box = add('input')
  const text = add('textarea')
  expect(keys(box, ...held('Backspace')).every(Boolean)).toBe(true)
  expect(keys(box, ...held('a')).every(Boolean)).toBe(true)
  expect(keys(text, { key: 'Enter', shiftKey: true }, { key: 'Enter', shiftKey: true, repeat: true })).toEqual([
    true,
    true,
  ])
  expect(keys(add('button'), ...held('ArrowDown')).every(Boolean)).toBe(true)
  expect(keys(box, ...held('Enter')).filter(Boolean)).toHaveLength(1)
})

test('the second click of a double click does nothing, on the same button or on what came under the pointer', () => {
  const clicked = vi.fn()
  for (const button of [add('button'), add('button')]) button.addEventListener('click', clicked)
  const [first, second] = document.querySelectorAll('button')
  clicks(first as Element, 1)
  clicks(second as Element, 2, 3)
  expect(clicked).toHaveBeenCalledTimes(1)
  clicks(second as Element, 1)
  expect(clicked).toHaveBeenCalledTimes(2)
})

test.each([{ isComposing: true }, { keyCode: 229 }])('a key that an input method takes (%o) is no press', (sign) => {
  const heard = vi.fn()
  const box = add('input')
  document.addEventListener('keydown', heard)
  expect(keys(box, { key: 'Enter', ...sign }, { key: 'Escape', ...sign })).toEqual([true, true])
  document.removeEventListener('keydown', heard)
  expect(heard).not.toHaveBeenCalled()
})

test('at the clerk’s desk no key acts twice for being held, with or without the page’s guard', () => {
  const acts = {
    callNext: vi.fn(),
    column: vi.fn(),
    answer: vi.fn(),
    booked: vi.fn(() => true),
    notice: vi.fn(),
    outcome: vi.fn(),
    category: vi.fn(),
  }
  const Desk = defineComponent(() => {
    useDeskKeys({ awake: () => true, ...acts })
    return () => h('div')
  })
  const desk = mount(Desk)
  for (const key of [' ', 'F6', 'F7', 'F8', 'F9', 'F1', '1']) {
    for (const event of held(key)) document.dispatchEvent(new KeyboardEvent('keydown', event))
  }
  for (const act of Object.values(acts)) expect(act).toHaveBeenCalledTimes(1)
  expect(acts.category).toHaveBeenCalledWith(KEYED_CATEGORIES[0])
  desk.unmount()
})

test('while one command is under way another one does nothing, and after it one does', async () => {
  const { busy, once } = makeOnce()
  let end: () => void = () => undefined
  const work = vi.fn(() => new Promise<string>((resolve) => (end = () => resolve('done'))))
  const first = once(work)
  expect([await once(work), await once(work), busy.value]).toEqual([null, null, true])
  end()
  expect(await first).toBe('done')
  expect([work.mock.calls.length, busy.value]).toEqual([1, false])
  await expect(once(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
  expect(busy.value).toBe(false)
})

import { mount } from '@vue/test-utils'
import { afterEach, expect, test } from 'vitest'
import { nextTick } from 'vue'
import AskTwice from './AskTwice.vue'

afterEach(() => {
  document.body.innerHTML = ''
})

const asked = () =>
  mount(AskTwice, {
    props: { label: '停用', sure: '确定停用', back: '不停用', about: '李登记' },
    attachTo: document.body,
  })

test('the first press asks, and the way back lies where the pointer is', async () => {
  const one = asked()
  const place = one.get<HTMLElement>('[data-stays]')
  place.element.focus()
  expect(place.text()).toBe('停用')
  await place.trigger('click')
  await nextTick()
  expect(one.get('[data-stays]').element).toBe(place.element)
  expect(document.activeElement).toBe(place.element)
  expect(place.text()).toBe('不停用')
  await one.get('[data-stays]').trigger('click')
  expect(one.emitted('act')).toBeUndefined()
  expect(one.get('[data-stays]').text()).toBe('停用')
})

test('only the other answer acts, once', async () => {
  const one = asked()
  await one.get('[data-stays]').trigger('click')
  await nextTick()
  await one.get('.sure').trigger('click')
  await nextTick()
  expect(one.emitted('act')).toHaveLength(1)
  expect(one.find('.sure').exists()).toBe(false)
})

test('who goes elsewhere or presses escape has not answered', async () => {
  const one = asked()
  for (const leave of ['keydown', 'focusout']) {
    await one.get('[data-stays]').trigger('click')
    await nextTick()
    await one.get('[data-stays]').trigger(leave, leave === 'keydown' ? { key: 'Escape' } : {})
    await nextTick()
    expect(one.find('.sure').exists()).toBe(false)
  }
  expect(one.emitted('act')).toBeUndefined()
})

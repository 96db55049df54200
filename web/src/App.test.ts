import { mount } from '@vue/test-utils'
import { expect, test } from 'vitest'
import App from './App.vue'

test('the page says which product it is', () => {
  expect(mount(App).get('h1').text()).toBe('接访日')
})

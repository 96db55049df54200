import { afterEach, beforeAll, expect, test } from 'vitest'
import { soon } from '../testing/soon'
import { keepFocus } from './focus'

const focused = () => (document.activeElement as HTMLElement).id

beforeAll(() => {
  HTMLElement.prototype.checkVisibility ??= () => true
  keepFocus(document)
})
afterEach(() => {
  document.body.innerHTML = ''
})

function shown(html: string): void {
  document.body.innerHTML = html
}

const aTaskLater = () => new Promise((done) => setTimeout(done))

function at(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement
}

test('a page lets the focus begin where it says, and there a better beginning may still appear', async () => {
  shown('<main id="main" tabindex="-1" data-home></main>')
  await soon(() => expect(focused()).toBe('main'))
  at('main').innerHTML = '<button id="go" data-home>go</button>'
  await soon(() => expect(focused()).toBe('go'))
})

test('what had the focus is gone: what stands nearest has it, not the top of the page', async () => {
  shown(
    '<a id="skip" href="#x">skip</a><section><button id="first">1</button><ul><li id="li"><button id="one">2</button></li></ul></section>',
  )
  at('one').focus()
  at('li').remove()
  await soon(() => expect(focused()).toBe('first'))
})

test('a button that rests while its work is done has the focus again', async () => {
  shown('<form><input id="box"><button id="go">go</button></form>')
  at('go').focus()
  at('go').setAttribute('disabled', '')
  at('go').blur()
  await aTaskLater()
  at('go').removeAttribute('disabled')
  await soon(() => expect(focused()).toBe('go'))
})

test('who puts the focus aside is left alone', async () => {
  shown('<button id="go" data-home>go</button><p id="p"></p>')
  at('go').focus()
  at('go').blur()
  at('p').className = 'changed'
  await aTaskLater()
  expect(document.activeElement).toBe(document.body)
})

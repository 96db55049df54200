import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const body = (page: string) => new DOMParser().parseFromString(readFileSync(page, 'utf8'), 'text/html')

test.each(['index.html', 't.html', 'notice.html'])(
  '%s says without scripts what it needs, in both languages',
  (page) => {
    const said = body(page).querySelector('noscript')?.innerHTML ?? ''
    expect(said).toContain('这一页需要 JavaScript')
    expect(said).toContain('This page needs JavaScript')
    expect(said).toContain('#app { display: none }')
  },
)

test.each(['index.html', 't.html', 'notice.html'])(
  '%s has words before its scripts have come, and boot.js before them',
  (page) => {
    const document = body(page)
    expect(document.querySelector('#app')?.textContent).toMatch(/正在打开… *Opening…/)
    const scripts = [...document.querySelectorAll('script')].map((script) => script.getAttribute('src'))
    expect([scripts[0], scripts.length]).toEqual(['/boot.js', 2])
  },
)

import { expect, test } from 'vitest'
import { onPage } from '../../testing/page'
import { aReference, aTurn } from '../../testing/turns'
import BriefPane from './BriefPane.vue'

const brief = (summary: string, more: object = {}) => ({
  turn: aTurn('m'),
  facts: { summary, claimed_fen: 61_500_000, involved: 3, respondent: '某公司' },
  history: [],
  is_repeat: false,
  refused: null,
  handed_over: null,
  ...more,
})

async function shown(of: ReturnType<typeof brief>) {
  const { page } = await onPage(BriefPane, { turn: of.turn, brief: of, state: 'told', reference: aReference() }, {})
  return page
}

test('however long the facts are, what is wanted comes first and the rest is one press away', async () => {
  const page = await shown(brief('第一句。'.repeat(40)))
  const [wish] = page.findAll('h3').map((one) => one.text())
  expect(wish).toBe('来访人想要')
  expect(page.findAll('.facts li')).toHaveLength(3)
  await page.get('button[aria-expanded]').trigger('click')
  expect(page.findAll('.facts li')).toHaveLength(40)
  expect((await shown(brief('一句话。'))).find('button[aria-expanded]').exists()).toBe(false)
})

test('what scrolls can be reached by keyboard and has a name', async () => {
  const region = (await shown(brief('一句话。'))).get('.brief')
  expect([region.attributes('tabindex'), region.attributes('role')]).toEqual(['0', 'region'])
  expect(region.attributes('aria-label')).toBeTruthy()
})

test('who took a reception over reads why', async () => {
  const page = await shown(brief('一句话。', { handed_over: '要开会' }))
  expect(page.text()).toContain('要开会')
})

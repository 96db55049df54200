import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DISPOSITIONS } from '../../wire'
import {
  changed,
  emptyOutcome,
  formOf,
  isBegun,
  KEYED,
  missing,
  needsOf,
  type OutcomeForm,
  outcomeOf,
  readBackOf,
} from './outcome'

const TODAY = '2023-11-09'
const CODES = readFileSync('../schedules/reference/outcomes.csv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',')[0] ?? '')

function ticked(over: Partial<OutcomeForm> = {}): OutcomeForm {
  const yes = () => ({ ticked: true, reason: '' })
  const explained = { policy: yes(), responsibility: yes(), route: yes() }
  return { ...emptyOutcome(), outcome: 'policy_explained', explained, ...over }
}
const fields = (form: OutcomeForm) => missing(form, TODAY).map(({ field, why }) => `${field} ${why}`)

test('every outcome of the reference data is known to the desk, and the four on keys are among them', () => {
  expect(CODES.filter((code) => KEYED.some((keyed) => keyed === code))).toHaveLength(4)
  expect(CODES).toHaveLength(12)
})

test('the desk asks for every field that the server lists as missing, and for explanations where the petitioner is there', () => {
  expect(Object.keys(DISPOSITIONS)).toEqual(CODES)
  for (const [outcome, { requires, explained }] of Object.entries(DISPOSITIONS)) {
    const found = fields({ ...emptyOutcome(), outcome }).map((each) => each.split(' ')[0])
    const named = { amount_fen: 'amount', owner_unit: 'owner_unit', due_on: 'due_on' }
    const wanted = [...requires.map((name) => named[name]), ...explained]
    expect([outcome, found.sort()]).toEqual([outcome, wanted.sort()])
  }
})

describe('a reception cannot close without', () => {
  test('a disposition', () => expect(fields(ticked({ outcome: '' }))).toEqual(['outcome missing']))

  test('each of the three explanations, ticked or with a reason', () => {
    expect(fields({ ...emptyOutcome(), outcome: 'policy_explained' })).toEqual([
      'policy missing',
      'responsibility missing',
      'route missing',
    ])
    const form = ticked()
    form.explained.route = { ticked: false, reason: ' 对方未到场 ' }
    expect(fields(form)).toEqual([])
  })

  test('a reason of spaces is no reason', () => {
    const form = ticked()
    form.explained.policy = { ticked: false, reason: '  ' }
    expect(fields(form)).toEqual(['policy missing'])
  })

  test.each([
    ['assigned', ['owner_unit missing', 'due_on missing']],
    ['accepted', ['owner_unit missing', 'due_on missing']],
    ['hearing', ['owner_unit missing', 'due_on missing']],
    ['forwarded', ['owner_unit missing']],
    ['agreed_to_pay', ['amount missing', 'owner_unit missing', 'due_on missing']],
    ['resolved_on_site', []],
    ['policy_explained', []],
    ['guided_to_legal_route', []],
    ['to_petition_bureau', []],
    ['not_accepted', []],
  ])('%s: who, what, by when', (outcome, lacking) => expect(fields(ticked({ outcome }))).toEqual(lacking))

  test('a promise of nothing is no promise', () =>
    expect(fields(ticked({ outcome: 'agreed_to_pay', amount: '0', owner_unit: 'x', due_on: TODAY }))).toEqual([
      'amount missing',
    ]))

  test.each([
    ['十二', 'amount not_a_number'],
    ['0.0000001', 'amount too_fine'],
    ['99999999', 'amount too_large'],
  ])('an amount that is one: %s', (amount, said) =>
    expect(fields(ticked({ outcome: 'resolved_on_site', amount }))).toEqual([said]),
  )

  test('a date that is still to come, or today', () => {
    const form = (due_on: string) => ticked({ outcome: 'assigned', owner_unit: '县住建局', due_on })
    expect(fields(form('2023-11-08'))).toEqual(['due_on past'])
    expect(fields(form(TODAY))).toEqual([])
  })
})

test.each(['no_show', 'withdrawn'])('%s explains nothing, and says why', (outcome) => {
  const form = { ...emptyOutcome(), outcome }
  expect(fields(form)).toEqual([])
  const reason = { reason: '未到场' }
  expect(outcomeOf(form, 'm', '未到场').explained).toEqual({ policy: reason, responsibility: reason, route: reason })
})

test('the outcome as it is said has the exact amount and only what its disposition has a use for', () => {
  const form = ticked({
    outcome: 'resolved_on_site',
    amount: '12.6',
    owner_unit: '某局',
    due_on: TODAY,
    note: ' 已付 ',
  })
  expect(outcomeOf(form, 'm1', '')).toEqual({
    matter: 'm1',
    outcome: 'resolved_on_site',
    amount_fen: 12_600_000,
    explained: { policy: true, responsibility: true, route: true },
    note: '已付',
  })
})

test('an amount typed before the disposition was changed is not sent with it', () => {
  expect(outcomeOf(ticked({ outcome: 'policy_explained', amount: '12.6' }), 'm', '').amount_fen).toBe(0)
})

test.each([
  [{ outcome: 'resolved_on_site', amount: '12.6' }, 'resolved_paid'],
  [{ outcome: 'resolved_on_site' }, 'resolved'],
  [{ outcome: 'agreed_to_pay', amount: '1', owner_unit: 'u', due_on: TODAY }, 'paid_by'],
  [{ outcome: 'assigned', owner_unit: 'u', due_on: TODAY }, 'assigned'],
  [{ outcome: 'accepted', owner_unit: 'u', due_on: TODAY }, 'accepted'],
  [{ outcome: 'hearing', owner_unit: 'u', due_on: TODAY }, 'hearing'],
  [{ outcome: 'forwarded', owner_unit: 'u' }, 'forwarded'],
  [{ outcome: 'forwarded', owner_unit: 'u', due_on: TODAY }, 'forwarded_by'],
  [{ outcome: 'guided_to_legal_route' }, 'guided'],
  [{ outcome: 'guided_to_legal_route', owner_unit: 'u' }, 'guided_to'],
  [{ outcome: 'policy_explained' }, 'explained'],
])('%j is read back as %s', (over, sentence) => {
  expect(readBackOf(outcomeOf(ticked(over), 'm', '')).sentence).toBe(sentence)
})

test('every outcome that is explained to a person has a sentence of its own', () => {
  const told = { amount_fen: 1, owner_unit: 'u', due_on: TODAY }
  const plain = CODES.filter((outcome) => readBackOf({ outcome, ...told }).sentence === 'plain')
  expect(plain).toEqual(CODES.filter((outcome) => needsOf(outcome).absent))
})

test('a sentence that would name what an outcome lacks is not read out', () => {
  expect(readBackOf({ outcome: 'assigned', amount_fen: 0, owner_unit: 'u' }).sentence).toBe('plain')
})

test('a form is begun as soon as one thing differs from an empty one', () => {
  expect([isBegun(emptyOutcome()), isBegun({ ...emptyOutcome(), note: 'x' })]).toEqual([false, true])
})

test('a recorded outcome opens in the form as it was typed', () => {
  const form = ticked({
    outcome: 'agreed_to_pay',
    amount: '12.60',
    sure: '12.60',
    owner_unit: '甲公司',
    due_on: TODAY,
    note: '付清',
  })
  form.explained.route = { ticked: false, reason: '未谈' }
  expect(formOf(outcomeOf(form, 'm', ''))).toEqual(form)
})

test('a correction says what differs and nothing else', () => {
  const before = outcomeOf(ticked({ outcome: 'assigned', owner_unit: '甲', due_on: TODAY }), 'm', '')
  const after = outcomeOf(ticked({ outcome: 'assigned', owner_unit: '乙', due_on: TODAY, note: '改' }), 'm', '')
  expect(changed(before, after)).toEqual({ owner_unit: '乙', note: '改' })
  expect(changed(before, before)).toEqual({})
})

test('an amount ten times the claim, or one that is hard to believe, is asked back until it is confirmed', () => {
  const whys = (over: Partial<OutcomeForm>, facts = { people: 46, claimed: 61_500_000 }) =>
    missing(ticked({ outcome: 'resolved_on_site', ...over }), TODAY, facts).map(({ why }) => why)
  expect(whys({ amount: '61.5' })).toEqual([])
  expect(whys({ amount: '615' })).toEqual(['doubt_claim'])
  expect(whys({ amount: '615', sure: '615' })).toEqual([])
  expect(whys({ amount: '1,234,567.89' }, { people: 46, claimed: 0 })).toEqual(['doubt_large'])
  expect(whys({ amount: '10，6' })).toEqual(['separator'])
})

test('a date so far away that its year is mistyped is refused', () => {
  const due = (due_on: string) =>
    fields(ticked({ outcome: 'assigned', owner_unit: '甲局', due_on })).map((said) => said.split(' ')[1])
  expect([due('2024-02-06'), due('2032-01-01'), due('2202-02-06'), due('20231-02-06')]).toEqual([
    [],
    [],
    ['far'],
    ['far'],
  ])
})

import { expect, test } from 'vitest'
import {
  barredOn,
  changedIn,
  emptyRegistration,
  formOf,
  furtherIn,
  isBegun,
  isOdd,
  masked,
  type RegistrationForm,
  registrationOf,
  wrongIn,
} from './registration'

function filled(over: Partial<RegistrationForm> = {}): RegistrationForm {
  const typed = { name: '张国强', category: 'wage_arrears_migrant', attendees: '3', summary: '拖欠工资' }
  return { ...emptyRegistration(), ...typed, ...over }
}
const wrong = (over: Partial<RegistrationForm>) => wrongIn(filled(over)).map(({ field, why }) => `${field} ${why}`)

test('an empty form lacks a name, a category, a count and what it is about, in the order of the form', () => {
  expect(wrongIn(emptyRegistration()).map(({ field }) => field)).toEqual(['name', 'category', 'attendees', 'summary'])
})

test('a filled form lacks nothing', () => expect(wrong({})).toEqual([]))

test.each([
  [{ attendees: '0' }, 'attendees not_a_count'],
  [{ attendees: '-1' }, 'attendees not_a_count'],
  [{ attendees: '1.5' }, 'attendees not_a_count'],
  [{ attendees: '三' }, 'attendees not_a_count'],
  [{ attendees: '100001' }, 'attendees too_many'],
  [{ involved: '0' }, 'involved not_a_count'],
  [{ involved: '100001' }, 'involved too_many'],
  [{ amount: 'x' }, 'amount not_a_number'],
  [{ amount: '0.0000001' }, 'amount too_fine'],
  [{ amount: '10000001' }, 'amount too_large'],
  [{ phone: '1234567890' }, 'phone not_a_phone'],
  [{ phone: '123456789012' }, 'phone not_a_phone'],
  [{ phone: 'abc' }, 'phone not_a_phone'],
  [{ name: ' ' }, 'name missing'],
  [{ summary: '\n' }, 'summary missing'],
  [{ attendees: '10，6' }, 'attendees separator'],
  [{ involved: '1,0000' }, 'involved separator'],
  [{ amount: '10，6' }, 'amount separator'],
  [{ amount: '61500元' }, 'amount yuan'],
  [{ amount: '1,234,567.89' }, 'amount doubt_large'],
  [{ amount: '1000000', sure: '100' }, 'amount doubt_large'],
  [{ attendees: '1', amount: '50.01' }, 'amount doubt_head'],
  [{ name: '张三、李四' }, 'name several'],
  [{ name: '张三，李四，王五' }, 'name several'],
  [{ name: '张'.repeat(60) }, 'name too_long'],
  [{ summary: '欠'.repeat(900) }, 'summary too_long'],
  [{ summary: '身份证 430102198001011234 欠薪' }, 'summary resident_id'],
  [{ summary: '打 12912345678 找他' }, 'summary mobile'],
  [{ respondent: '某'.repeat(201) }, 'respondent too_long'],
  [{ address: '路'.repeat(201) }, 'address too_long'],
  [{ language: '语'.repeat(51) }, 'language too_long'],
  [{ region: '某某区' }, 'region not_a_region'],
])('%j is said as %s', (over, said) => expect(wrong(over)).toEqual([said]))

test.each([
  '12345678901',
  '123 4567 8901',
  '+8612345678901',
  '0086 12345678901',
  '１２３４５６７８９０１',
  '0731-8222333',
  '82223333',
  '',
])('a phone number may be written %s', (phone) => expect(wrong({ phone })).toEqual([]))

test('an amount that was asked back is taken once it is confirmed, and asked back again when it changes', () => {
  expect(wrong({ amount: '1,234,567.89', sure: '1,234,567.89' })).toEqual([])
  expect(wrong({ amount: '1,234,567.8', sure: '1,234,567.89' })).toEqual(['amount doubt_large'])
  expect(wrong({ attendees: '46', involved: '1,000', amount: '999' })).toEqual([])
})

test('the registration as it is said is whole, trimmed and exact', () => {
  const form = filled({
    name: ' 张国强 ',
    attendees: '１４',
    involved: '32',
    amount: '61.5',
    needs: ['elderly'],
    phone: '12345678901',
  })
  expect(registrationOf(form, 'm1')).toEqual({
    matter: 'm1',
    category: 'wage_arrears_migrant',
    involved_count: 32,
    attendee_count: 14,
    is_repeat: false,
    channel: 'site',
    summary: '拖欠工资',
    needs: ['elderly'],
    petitioner: { name: '张国强', phone: '12345678901' },
    claimed_fen: 61_500_000,
  })
})

test('an empty 涉及几人 means those who came, and what was left empty is not said', () => {
  const said = registrationOf(filled(), 'm1')
  expect(said.involved_count).toBe(3)
  expect(said.petitioner).toEqual({ name: '张国强' })
  expect('claimed_fen' in said).toBe(false)
})

const further = {
  respondent: ' 某建筑公司 ',
  region: '岳麓',
  problem_region: '430104',
  address: '某路 1 号',
  language: '苗语',
} as const

test('employer, region, address and language are said where the entry has them', () => {
  const form = filled({ ...further, needs: ['interpreter'] })
  expect(wrongIn(form)).toEqual([])
  expect(registrationOf(form, 'm1')).toMatchObject({
    respondent: '某建筑公司',
    problem_region: '430104',
    petitioner: { name: '张国强', address: '某路 1 号', language: '苗语' },
  })
  const least = registrationOf(filled(), 'm1')
  expect(['respondent' in least, 'problem_region' in least, Object.keys(least.petitioner ?? {})]).toEqual([
    false,
    false,
    ['name'],
  ])
})

test('as many letters as the entry takes are taken, whatever they are made of', () => {
  const long = { respondent: '𠮷'.repeat(200), address: '𠮷'.repeat(200), language: '𠮷'.repeat(50) }
  expect(wrong(long)).toEqual([])
})

test('a closed fold tells how many of its boxes are filled', () => {
  expect([{}, { address: ' ' }, { problem_region: '430104' }, further].map((over) => furtherIn(filled(over)))).toEqual([
    ...[0, 0, 1, 3],
  ])
})

test('a correction of the employer or the region keeps address and language', () => {
  const before = registrationOf(filled({ ...further, needs: ['interpreter'] }), 'm1')
  const form = formOf(before)
  expect(changedIn(before, form)).toEqual({})
  expect(changedIn(before, { ...form, respondent: '某公司', region: '芙蓉', problem_region: '430102' })).toEqual({
    respondent: '某公司',
    problem_region: '430102',
  })
  expect(changedIn(before, { ...form, name: '张国' })).toEqual({
    petitioner: { name: '张国', address: '某路 1 号', language: '苗语' },
  })
})

test('half a character, cut off by a paste, does not stop the rest', () => {
  expect(registrationOf(filled({ summary: '欠薪\ud83d' }), 'm1').summary).toBe('欠薪\ufffd')
})

test('fewer people affected than present is a notice and no error', () => {
  const odd = filled({ involved: '2' })
  expect([isOdd(odd), isOdd(filled()), wrongIn(odd)]).toEqual([true, false, []])
})

test('a name is masked to its first character', () => {
  expect([masked('张国强'), masked(' 欧阳修 '), masked('𠮷田'), masked('')]).toEqual(['张*', '欧*', '𠮷*', ''])
  expect(['\u202e张三', '\u0301\u200b李四', '\u3164王', '\ufdfa', '\u200b', '<b>'].map(masked)).toEqual([
    ...['张*', '李*', '王*', 'ص*', '*', 'b*'],
  ])
})

test('a form is begun as soon as something is typed or chosen', () => {
  expect([isBegun(emptyRegistration()), isBegun(filled())]).toEqual([false, true])
})

test('a registration opens in the form as it was typed', () => {
  const form = filled({
    involved: '32',
    amount: '61.50',
    sure: '61.50',
    phone: '12345678901',
    needs: ['ill'],
    is_repeat: true,
  })
  expect(formOf(registrationOf(form, 'm1'))).toEqual(form)
})

test('a correction says what differs and nothing else', () => {
  const before = registrationOf(filled({ phone: '12345678901' }), 'm1')
  const form = formOf(before)
  expect(changedIn(before, form)).toEqual({})
  expect(changedIn(before, { ...form, attendees: '5', amount: '1' })).toEqual({
    attendee_count: 5,
    involved_count: 5,
    claimed_fen: 1_000_000,
  })
  expect(changedIn(before, { ...form, name: '张国强（代）' })).toEqual({
    petitioner: { name: '张国强（代）', phone: '12345678901' },
  })
})

test.each([
  ['2023-11-09', '2023-11-09', null],
  ['2023-11-09.430100', '2023-11-09', null],
  ['2023-11-08.430100', '2023-11-09', 'not_today'],
  ['2023-11-10.430100', '2023-11-09', 'not_yet'],
])('on the day %s, seen on %s, a registration is barred as: %s', (day, today, why) => {
  expect(barredOn(day, today)).toBe(why)
})

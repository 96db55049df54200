import { expect, test } from 'vitest'
import { paidCurve } from './paidCurve'

const at = (on: string, agreed: number, paid: number) => ({ on, agreed_fen: agreed, paid_fen: paid })

test('nothing is drawn where nothing is agreed or paid', () => {
  expect(paidCurve({ today: '2023-11-13', points: [] })).toBeNull()
})

test('what is agreed goes on to the last date, and what is paid ends today', () => {
  const drawn = paidCurve({
    today: '2023-11-13',
    points: [at('2023-11-09', 0, 100), at('2023-11-13', 300, 200), at('2023-11-17', 400, 200)],
  })
  expect(drawn).toMatchObject({
    first: '2023-11-09',
    last: '2023-11-17',
    today: 160,
    agreed: 400,
    paid: 200,
    dueNow: 300,
  })
  expect(drawn?.paidLine).toBe('M12 160H12V126H160V92H160')
  expect(drawn?.agreedLine).toBe('M12 160H12V160H160V58H308V24H308')
})

test('a single date has a width, and the name of today never meets that of an end', () => {
  const drawn = paidCurve({ today: '2023-11-13', points: [at('2023-11-13', 300, 0)] })
  expect(drawn).toMatchObject({ today: 12, namesToday: false, agreed: 300, paid: 0 })
})

test('what is paid beyond what is agreed stays within the drawing', () => {
  const drawn = paidCurve({ today: '2023-11-13', points: [at('2023-11-09', 100, 0), at('2023-11-12', 100, 400)] })
  expect(drawn?.paidY).toBe(24)
  expect(drawn?.anchor).toBe('end')
})

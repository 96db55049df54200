import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { routes } from '../routes'

const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.(ts|vue)$/.test(file) && !file.endsWith('.test.ts'),
)
const DESKS = readdirSync('src/desks', { withFileTypes: true }).filter((one) => one.isDirectory())
/** What opens a desk's page, and nothing else does. */
const OPENS = 'routes.ts'

/** The files that a file names, from `src` on. */
function named(file: string): string[] {
  const said = readFileSync(join('src', file), 'utf8').matchAll(/(?:from|import|import\(|src=)\s*['"](\.[^'"]+)['"]/g)
  return [...said].map(([, path = '']) => normalize(join(file, '..', path)))
}

const deskOf = (file: string) => /^desks\/([^/]+)\//.exec(file)?.[1] ?? null
const uses = SOURCES.flatMap((file) => named(file).map((other) => ({ file, other })))

test('a room knows no desk: what a desk is made of is imported by the desk, never back', () => {
  const back = uses.filter(({ file, other }) => deskOf(other) !== null && deskOf(file) === null && file !== OPENS)
  expect(DESKS.length).toBeGreaterThan(5)
  expect(back).toEqual([])
})

test('no desk is made of another', () => {
  const across = uses.filter(({ file, other }) => {
    const [own, its] = [deskOf(file), deskOf(other)]
    return own !== null && its !== null && own !== its
  })
  expect(across).toEqual([])
})

test('each page is loaded when it is opened', () => {
  expect(routes.filter(({ component }) => typeof component !== 'function')).toEqual([])
  expect(readFileSync(join('src', OPENS), 'utf8')).not.toMatch(/^import .*\.vue'/m)
})

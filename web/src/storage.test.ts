import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Store, tolerant } from './storage'

const denied = () => {
  throw new DOMException('denied', 'SecurityError')
}

function full(held: Record<string, string>): Store {
  return {
    getItem: (name) => held[name] ?? null,
    setItem: () => {
      throw new DOMException('no room', 'QuotaExceededError')
    },
    removeItem: (name) => {
      delete held[name]
    },
  }
}

test('a value is kept where the storage takes it', () => {
  const held: Record<string, string> = {}
  const tried = tolerant(() => ({
    getItem: (name) => held[name] ?? null,
    setItem: (name, value) => {
      held[name] = value
    },
    removeItem: (name) => {
      delete held[name]
    },
  }))
  tried.setItem('language', 'en')
  expect([held, tried.getItem('language'), tried.getItem('theme')]).toEqual([{ language: 'en' }, 'en', null])
  tried.removeItem('language')
  expect([held, tried.getItem('language')]).toEqual([{}, null])
})

test('where storage is forbidden a value lives as long as the page', () => {
  const tried = tolerant(denied)
  expect(tried.getItem('language')).toBeNull()
  tried.setItem('language', 'en')
  expect(tried.getItem('language')).toBe('en')
  tried.removeItem('language')
  expect(tried.getItem('language')).toBeNull()
})

test('where storage is full the newer value holds, not the one that stayed in it', () => {
  const small = full({ language: 'en' })
  const tried = tolerant(() => small)
  expect(tried.getItem('language')).toBe('en')
  tried.setItem('language', 'zh-CN')
  expect(tried.getItem('language')).toBe('zh-CN')
  tried.removeItem('language')
  expect(tried.getItem('language')).toBeNull()
})

test('no file but this one names the storage of the browser', () => {
  const named = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|vue)$/.test(file) && !/\.test\.ts$|^testing\/|^storage\.ts$/.test(file))
    .filter((file) => /\b(localStorage|sessionStorage)\b/.test(readFileSync(join('src', file), 'utf8')))
  expect(named).toEqual([])
})

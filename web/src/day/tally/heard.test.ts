import { describe, expect, it } from 'vitest'
import { siteFacts } from '../../testing/board'
import type { SiteFacts } from '../../types'
import { heardFrom, wordOf } from './heard'

const NOW = Date.parse('2023-11-09T10:00:00+08:00')
const at = (time: string): string => `2023-11-09T${time}:00+08:00`
const word = (more: Partial<SiteFacts>) => wordOf(siteFacts('A', more), NOW)
const commanded = (state: 'suspended' | 'open') => ({ state, by: '王某', at: at('09:00'), reason: null })

describe('what is heard from a site', () => {
  it('is a report within the last thirty minutes, and silence from then on', () => {
    expect(word({ last_heard_at: at('09:31') })).toBe('reported')
    expect(word({ last_heard_at: at('09:30') })).toBe('silent')
    expect(word({ last_heard_at: null })).toBe('silent')
  })
  it('is a zero report for as long as nothing is registered, whatever its age', () => {
    expect(word({ zero_at: at('08:40'), last_heard_at: at('08:40') })).toBe('zero')
    expect(word({ zero_at: at('08:40'), matters: 1, last_heard_at: at('09:50') })).toBe('reported')
    expect(word({ zero_at: at('08:40'), matters: 1, last_heard_at: at('08:50') })).toBe('silent')
  })
  it('is zero when the desk says that nobody has come so far, for thirty minutes', () => {
    expect(word({ no_one_at: at('09:31'), last_heard_at: at('09:31') })).toBe('zero')
    expect(word({ no_one_at: at('09:30'), last_heard_at: at('09:30') })).toBe('silent')
    expect(word({ no_one_at: at('09:40'), last_heard_at: at('09:40'), matters: 2 })).toBe('reported')
  })
  it('is waited for no more once a site closed or was suspended from above', () => {
    expect(word({ state: 'closed', zero_at: at('08:40') })).toBe('ended')
    expect(word({ commanded: commanded('suspended') })).toBe('ended')
    expect(word({ commanded: commanded('open') })).toBe('silent')
  })
  it('adds up to all sites, the longest unheard first', () => {
    const sites = [
      siteFacts('A', { last_heard_at: at('09:10') }),
      siteFacts('B', { last_heard_at: at('08:10') }),
      siteFacts('C'),
      siteFacts('D', { last_heard_at: at('09:59') }),
      siteFacts('E', { zero_at: at('09:00') }),
      siteFacts('F', { state: 'closed' }),
    ]
    const groups = heardFrom(sites, NOW)
    expect(groups.silent.map((one) => one.site)).toEqual(['C', 'B', 'A'])
    expect(Object.values(groups).flat()).toHaveLength(sites.length)
  })
})

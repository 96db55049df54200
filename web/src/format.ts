/** Figures, money, times and names as people read them. Pure. */
import type { Language } from './api'
import { dateOf } from './dayCode'
import { wall } from './steady'

const DIGITS = new Intl.NumberFormat('en-US')
const TWO = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const FEN_PER_WAN = 1_000_000
const YUAN_PER_WAN = 10_000
const FEN_PER_MILLION = 100_000_000

export function count(n: number): string {
  return DIGITS.format(n)
}

/** 2824680000 fen → `2,824.68` 万元. */
export function wan(fen: number): string {
  return TWO.format(fen / FEN_PER_WAN)
}

/** A sum as its figure; its unit is a word (万元, million) and comes from the words. */
export function money(fen: number, language: Language): string {
  return language === 'en' ? `¥${TWO.format(fen / FEN_PER_MILLION)}` : wan(fen)
}

/** One matter's sum, to the yuan: 万元 would hide small wages. */
export function yuan(fen: number): string {
  const whole = fen % 100 === 0
  return whole ? DIGITS.format(fen / 100) : TWO.format(fen / 100)
}

/** Money as it is said: 23.8 万元, 800 元; ¥238,000 in English. Never rounded. */
export function spoken(fen: number, language: Language): string {
  if (language === 'en') return `¥${yuan(fen)}`
  const whole = fen / 100
  return whole >= YUAN_PER_WAN && Number.isInteger(whole / 100) ? `${whole / YUAN_PER_WAN} 万元` : `${yuan(fen)} 元`
}

/** What each of so many gets of a sum, roughly: `1.34 万元` or `8,500 元`; `13,400 yuan` in English. */
export function eachOf(fen: number, people: number, language: Language): string {
  const each = fen / people
  if (language === 'en') return `${DIGITS.format(Math.round(each / 100))} yuan`
  return each < FEN_PER_WAN ? `${DIGITS.format(Math.round(each / 100))} 元` : `${wan(each)} 万元`
}

/** `25.0%`; a part of nothing is `–`. */
export function percent(part: number, whole: number, digits = 0): string {
  return whole === 0 ? '–' : `${((part / whole) * 100).toFixed(digits)}%`
}

/** `16:48` in the day's zone. */
export function hourMinute(instant: number | string, zone = 'Asia/Shanghai'): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(
    new Date(instant),
  )
}

/** `2023-11-09`, or a day code of that date → `2023年11月9日 星期四` or `Thu 9 Nov 2023`. */
export function longDate(day: string, language: Language): string {
  const noon = new Date(`${dateOf(day)}T12:00:00Z`)
  const part = (options: Intl.DateTimeFormatOptions, locale: string) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(noon)
  if (language === 'en') {
    const date = part({ day: 'numeric', month: 'short', year: 'numeric' }, 'en-GB')
    return `${part({ weekday: 'short' }, 'en-GB')} ${date}`
  }
  return `${part({ year: 'numeric', month: 'long', day: 'numeric' }, 'zh-CN')} ${part({ weekday: 'long' }, 'zh-CN')}`
}

/** `2023-11-16`, or a day code of that date, seen from 2023 → `11月16日` or `16 Nov`; from another year → `2023年11月16日` or `16 Nov 2023`. */
export function shortDate(day: string, language: Language, today: string): string {
  const noon = new Date(`${dateOf(day)}T12:00:00Z`)
  const locale = language === 'en' ? 'en-GB' : 'zh-CN'
  const month = language === 'en' ? 'short' : 'long'
  const date = new Intl.DateTimeFormat(locale, { month, day: 'numeric', timeZone: 'UTC' }).format(noon)
  const [year = ''] = day.split('-')
  if (today.startsWith(`${year}-`)) return date
  return language === 'en' ? `${date} ${year}` : `${year}年${date}`
}

const PEOPLES = /(?:土家族|苗族|侗族|瑶族|壮族|回族|满族|维吾尔族|蒙古族|藏族)+自治[州县]$/
/** Longer names are not counties' but of zones and parks. */
const LONGEST = 4
const RANKS = /(?:市|区|县)$/

/** A region's everyday name: 湘西土家族苗族自治州 → 湘西, 长沙市 → 长沙; 攸县, 长沙县 and 经济开发区 stay whole. */
export function shortRegion(name: string, level: string): string {
  if (PEOPLES.test(name)) return name.replace(PEOPLES, '')
  if (level === 'city') return name.replace(/市$/, '')
  const bare = name.replace(RANKS, '')
  return bare.length < 2 || bare.length > LONGEST || CITIES.has(bare) ? name : bare
}

/** Counties that bear their city's name would be taken for it. */
const CITIES = new Set(['长沙', '湘潭', '衡阳', '邵阳', '岳阳'])

/** A site's name where the place is plain: without the mark of made-up data (the page says 演练) and the word 接访点. */
export function shortSite(name: string): string {
  return name.replace(/^(（示例）|\(Sample\) )/, '').replace(/(接访点| site)$/, '')
}

/** Words in a line: 、 in Chinese, commas in English. */
export function listed(words: string[], language: Language): string {
  return words.join(language === 'en' ? ', ' : '、')
}

/** `11月9日 16:48` or `9 Nov 16:48`, in the day's zone; with the year where it is not that of `now`. */
export function dateTime(instant: string, language: Language, zone = 'Asia/Shanghai', now = wall()): string {
  const dayOf = (at: number | string) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(at))
  return `${shortDate(dayOf(instant), language, dayOf(now))} ${hourMinute(instant, zone)}`
}

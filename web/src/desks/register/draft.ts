/** What a coordinator types at a link, kept in the browser until the server has it. Pure but for the store it is given. */
import { NO_DETAILS } from '../../sites/details'
import { NEW_SITE, type Told, toldOf } from '../../sites/sites'
import type { Store } from '../../storage'
import type { SiteDetails, SiteLink } from '../../types'

export interface Draft {
  /** Made by this page once, so that what is sent twice is registered once. */
  id: string
  region: string
  version: number
  told: Told
  details: SiteDetails
}

const keyOf = (code: string): string => `register:${code.toUpperCase().replace(/[^0-9A-Z]/g, '')}`

export function kept(store: Store, code: string): Draft | null {
  try {
    const draft = JSON.parse(store.getItem(keyOf(code)) ?? 'null') as Draft | null
    return draft && { ...draft, told: { ...NEW_SITE, ...draft.told }, details: { ...NO_DETAILS, ...draft.details } }
  } catch {
    return null
  }
}

export function keep(store: Store, code: string, draft: Draft): void {
  store.setItem(keyOf(code), JSON.stringify(draft))
}

export function drop(store: Store, code: string): void {
  store.removeItem(keyOf(code))
}

/** What the page begins with: what was typed and not sent, else what is registered, else nothing but the region. */
export function begun(link: SiteLink, draft: Draft | null, id: string): Draft {
  const known = link.registration
  if (draft && (!known || draft.version === known.version)) return draft
  if (known)
    return {
      id: known.id,
      region: known.region,
      version: known.version,
      told: toldOf(known),
      details: { ...NO_DETAILS, ...known.details },
    }
  const region = link.regions.length === 1 ? (link.regions[0]?.code ?? '') : ''
  return { id, region, version: 0, told: { ...NEW_SITE }, details: { ...NO_DETAILS } }
}

/** What the server is sent. */
export function bodyOf({ id, region, version, told, details }: Draft): object {
  const { name_zh, name_en, telephone, address } = told
  return {
    id,
    region,
    version,
    ...told,
    name_zh: name_zh.trim(),
    name_en: name_en.trim(),
    telephone: telephone?.trim() || null,
    address: address?.trim() || null,
    details: { ...details, sentence: details.sentence?.trim() || null },
  }
}

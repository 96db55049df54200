/** The draft of this phone and what the server says of its site: kept with each letter, sent until there is an answer. */
import { computed, ref, shallowRef, watch, watchEffect } from 'vue'
import { idMaker } from '../../ids'
import { wall } from '../../steady'
import { store } from '../../storage'
import type { BookingReference, Competent, SiteToBook } from '../../types'
import { ask } from './asking'
import { type Draft, dropDraft, emptyDraft, keepDraft, keptDraft } from './draft'

const maker = idMaker((bytes) => crypto.getRandomValues(bytes))
export const newId = () => maker(wall())

export type Opening = 'opening' | 'open' | 'unknown' | 'cut'

export function useBooking(code: string) {
  const draft = ref<Draft>(keptDraft(store, code, newId))
  const begun = draft.value.summary !== ''
  const opening = ref<Opening>('opening')
  const sites = shallowRef<Record<string, SiteToBook>>({})
  const reference = shallowRef<BookingReference | null>(null)
  const competent = shallowRef<Competent | null>(null)
  const site = computed(() => sites.value[draft.value.chosen] ?? sites.value[code] ?? null)

  watch(draft, (now) => keepDraft(store, now), { deep: true })
  watchEffect(() => {
    if (draft.value.day === '') draft.value.day = site.value?.days[0]?.day ?? ''
  })

  async function load(which: string): Promise<SiteToBook | 'unknown' | 'cut'> {
    const answer = await ask<SiteToBook>('GET', `sites/${encodeURIComponent(which)}`)
    if (!answer.ok) return answer.code === 'not_found' ? 'unknown' : 'cut'
    sites.value = { ...sites.value, [which]: answer.value }
    return answer.value
  }

  async function open(): Promise<void> {
    opening.value = 'opening'
    const [found, known] = await Promise.all([load(code), ask<BookingReference>('GET', 'reference')])
    if (known.ok) reference.value = known.value
    opening.value = typeof found === 'string' ? found : known.ok ? 'open' : 'cut'
    if (draft.value.chosen) await load(draft.value.chosen)
    if (draft.value.region) await suggest()
  }

  /** Which site is competent for the region that was chosen; without an answer the site of the poster stays. */
  async function suggest(): Promise<void> {
    const region = draft.value.region
    const answer = await ask<Competent>('GET', `competent-site?region=${region}`)
    if (region === draft.value.region) competent.value = answer.ok ? answer.value : null
    const other = answer.ok ? answer.value.site : null
    if (other && other !== code) await load(other)
  }

  function choose(which: string): void {
    draft.value.chosen = which === code ? '' : which
    draft.value.day = ''
  }

  function again(): void {
    dropDraft(store)
    draft.value = emptyDraft(code, newId())
  }

  return { draft, begun, opening, site, sites, reference, competent, open, suggest, choose, again }
}

export type Booking = ReturnType<typeof useBooking>

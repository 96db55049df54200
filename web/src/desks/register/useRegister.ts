import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { type Api, Problem } from '../../api'
import { idMaker } from '../../ids'
import { wall } from '../../steady'
import { store } from '../../storage'
import type { SiteLink } from '../../types'
import { begun, bodyOf, type Draft, drop, keep, kept } from './draft'

const newId = idMaker((bytes) => crypto.getRandomValues(bytes))

/** A registration at its code: read, typed, kept while the line is away, sent again by itself when it is back. */
export function useRegister(api: Api, code: string) {
  const link = shallowRef<SiteLink | null>(null)
  const draft = ref<Draft | null>(null)
  /** Typed since the server last had it. */
  const isTyped = ref(false)
  /** Sent while there was no line. */
  const isWaiting = ref(false)
  const path = `/api/register/${encodeURIComponent(code)}`

  function take(opened: SiteLink, typed: Draft | null): void {
    link.value = opened
    draft.value = begun(opened, typed, newId(wall()))
    isTyped.value = typed !== null && draft.value.id === typed.id && draft.value.version === typed.version
  }

  async function load(): Promise<void> {
    take(await api.get<SiteLink>(path), kept(store, code))
  }

  async function send(): Promise<void> {
    if (!draft.value) return
    try {
      const answer = await api.put<SiteLink>(path, bodyOf(draft.value))
      drop(store, code)
      isWaiting.value = false
      take(answer, null)
    } catch (problem) {
      isWaiting.value = problem instanceof Problem && problem.code === 'no_line'
      throw problem
    }
  }

  function type(parts: Partial<Draft>): void {
    if (!draft.value) return
    draft.value = { ...draft.value, ...parts }
    isTyped.value = true
    keep(store, code, draft.value)
  }

  const again = (): void => {
    if (isWaiting.value) send().catch(() => null)
  }
  window.addEventListener('online', again)
  onScopeDispose(() => window.removeEventListener('online', again))
  watch(link, (now, before) => {
    if (now && before && now.registration?.version !== before.registration?.version) drop(store, code)
  })
  return { link, draft, isTyped, isWaiting, load, send, type, take }
}

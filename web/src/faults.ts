/** A part of the page that cannot be loaded or fails is told in words, with a way on: after an upgrade, without a line. */

import { type App, type InjectionKey, inject, readonly, type ShallowRef, shallowRef } from 'vue'
import type { Router } from 'vue-router'
import { wall } from './steady'
import { type Store, tabStore } from './storage'

/** `outdated`: the server has other files now than this page knows; `no_line`: it does not answer; `broken`: our mistake. */
export type Fault = 'outdated' | 'no_line' | 'broken'

export interface Faults {
  readonly now: Readonly<ShallowRef<Fault | null>>
  /** Opens anew what was asked for, or this page. */
  reopen(): void
  dismiss(): void
}

export const FAULTS: InjectionKey<Faults> = Symbol('faults')

export function useFaults(): Faults {
  const faults = inject(FAULTS)
  if (!faults) throw new Error('no faults above this component')
  return faults
}

const REOPENED = 'reception.reopened'
const ONCE_IN = 20_000

export interface World {
  store: Store
  now: () => number
  /** Whether the server answers for an address at all. */
  reachable: (path: string) => Promise<boolean>
  assign: (path: string) => void
  here: () => string
}

const browser: World = {
  store: tabStore,
  now: wall,
  reachable: (path) =>
    fetch(path, { method: 'HEAD', cache: 'no-store' }).then(
      () => true,
      () => false,
    ),
  assign: (path) => (path === browser.here() ? location.reload() : location.assign(path)),
  here: () => location.pathname + location.search + location.hash,
}

export function watchFaults(app: App, router: Router, target: EventTarget = window, world: World = browser): Faults {
  const now = shallowRef<Fault | null>(null)
  let wanted: string | null = null
  /** Errors of files that did not come, as the loader of the pages announces them. */
  const unloaded = new WeakSet<object>()

  async function notLoaded(path: string | null): Promise<void> {
    wanted = path
    if (!(await world.reachable(path ?? world.here()))) now.value = 'no_line'
    else if (path === null || triedJustNow(path)) now.value = 'outdated'
    else world.assign(path)
  }

  /** Once is the cure after an upgrade; a second time at once would go round for ever. */
  function triedJustNow(path: string): boolean {
    const [at = '0', before] = (world.store.getItem(REOPENED) ?? '').split(' ')
    world.store.setItem(REOPENED, `${world.now()} ${path}`)
    return before === path && world.now() - Number(at) < ONCE_IN
  }

  function happened(error: unknown, path: string | null = null): void {
    if (typeof error === 'object' && error !== null && unloaded.has(error)) {
      notLoaded(path)
      return
    }
    if (error instanceof DOMException && error.name === 'AbortError') return // given up by the page itself
    now.value = 'broken'
  }

  target.addEventListener('vite:preloadError', (event) => {
    const { payload } = event as Event & { payload?: unknown }
    if (typeof payload === 'object' && payload !== null) unloaded.add(payload)
  })
  target.addEventListener('unhandledrejection', (event) => happened((event as PromiseRejectionEvent).reason))
  app.config.errorHandler = (error) => {
    happened(error)
    console.error(error)
  }
  router.onError((error, to) => happened(error, to.fullPath))

  return {
    now: readonly(now) as Faults['now'],
    reopen: () => world.assign(wanted ?? world.here()),
    dismiss: () => {
      now.value = null
    },
  }
}

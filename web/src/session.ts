/** The account at this browser, as the whole page shares it. */
import { type InjectionKey, inject, readonly, type ShallowRef, shallowRef } from 'vue'
import { type Api, type Language, makeApi, Problem } from './api'
import { store } from './storage'
import type { Me } from './types'

export interface Session {
  readonly api: Api
  readonly me: Readonly<ShallowRef<Me | null>>
  /** True when someone was signed in and the server no longer knows them. */
  readonly expired: Readonly<ShallowRef<boolean>>
  /** The account was suspended, which is why. */
  readonly suspended: Readonly<ShallowRef<boolean>>
  /** A request waits for the password or a code to be given once more; called with whether it was. */
  readonly asking: Readonly<ShallowRef<((given: boolean) => void) | null>>
  /** Asks once who this is; later calls wait for the same answer. */
  known(): Promise<Me | null>
  /** Asks again. */
  refresh(): Promise<Me | null>
  signIn(login: string, password: string, totp?: string): Promise<Me>
  accept(token: string, login: string, password: string): Promise<Me>
  signOut(everywhere?: boolean): Promise<void>
}

/** Whether an account was signed in here when last asked (yes, no, maybe): a public page asks unless it was no. */
export const SIGNED_IN = 'reception.signed-in'

export const SESSION: InjectionKey<Session> = Symbol('session')

export function useSession(): Session {
  const session = inject(SESSION)
  if (!session) throw new Error('no session above this component')
  return session
}

export function makeSession(language: () => Language, send?: typeof fetch): Session {
  const me = shallowRef<Me | null>(null)
  const expired = shallowRef(false)
  const suspended = shallowRef(false)
  const asking = shallowRef<((given: boolean) => void) | null>(null)
  let asked: Promise<Me | null> | null = null
  const api = makeApi({
    ...(send ? { fetch: send } : {}),
    language,
    csrf: () => me.value?.csrf ?? null,
    onFactor: () =>
      new Promise((resolve) => {
        asking.value?.(false)
        asking.value = (given) => {
          asking.value = null
          resolve(given)
        }
      }),
    onSignedOut: (code) => {
      expired.value = me.value !== null
      suspended.value = code === 'suspended'
    },
  })

  async function ask(): Promise<Me | null> {
    try {
      return enter(await api.get<Me>('/api/me'))
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 401) {
        store.setItem(SIGNED_IN, 'no')
        return null
      }
      throw problem
    }
  }

  function enter(person: Me): Me {
    me.value = person
    expired.value = false
    store.setItem(SIGNED_IN, 'yes')
    asked = Promise.resolve(person)
    return person
  }

  function refresh(): Promise<Me | null> {
    asked = ask().catch((problem) => {
      asked = null
      throw problem
    })
    return asked
  }

  return {
    api,
    me: readonly(me) as Readonly<ShallowRef<Me | null>>,
    expired: readonly(expired),
    suspended: readonly(suspended),
    asking,
    known: () => asked ?? refresh(),
    refresh,
    signIn: async (login, password, totp) =>
      enter(await api.post<Me>('/api/sign-in', { login, password, ...(totp ? { totp } : {}) })),
    accept: async (token, login, password) =>
      enter(await api.post<Me>(`/api/invitations/${encodeURIComponent(token)}/accept`, { login, password })),
    signOut: async (everywhere = false) => {
      await api.post(everywhere ? '/api/sign-out-everywhere' : '/api/sign-out')
      me.value = null
      expired.value = false
      store.setItem(SIGNED_IN, 'no')
      asked = Promise.resolve(null)
    },
  }
}

/** Does this person look after a whole province, and so see it as cities? */
export function isProvincial(me: Me | null): boolean {
  return me?.place.level === 'province' && me.site === null
}

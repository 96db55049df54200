/** The way to the server: one request, one answer or one `Problem` with a code for programs and a sentence for people. */

export type Language = 'zh-CN' | 'en'

/** RFC 9457, as the server words it; `code` `no_line` is ours: the request never got an answer. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfter: number | null
  /** All members of the answer: a code may say more than its sentence. */
  readonly told: Readonly<Record<string, unknown>>

  constructor(
    status: number,
    code: string,
    sentence: string,
    retryAfter: number | null = null,
    told: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence)
    this.status = status
    this.code = code
    this.retryAfter = retryAfter
    this.told = told
  }
}

export interface ApiOptions {
  fetch?: typeof fetch
  language: () => Language
  /** The header token of the session's cookie, null before sign-in. */
  csrf: () => string | null
  /** A device speaks with its own token instead of a cookie. */
  token?: () => string | null
  /** Called when the session has ended, with the code of why. */
  onSignedOut?: (code: string) => void
  /** Called where the server wants a password or a code once more; whether it was given. */
  onFactor?: () => Promise<boolean>
  newKey?: () => string
}

/** What holds no personal data may lie in the browser's cache, and is asked for anew by its ETag. */
const SHARED: ReadonlySet<string> = new Set(['/api/reference'])

type Query = Record<string, string | number | null | undefined>

export interface Api {
  get<T>(path: string, query?: Query): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  remove(path: string): Promise<void>
  /** A file that the server makes, under the name it gives. */
  file(path: string, query?: Query): Promise<File>
  /** A file as it lies on this machine; the server judges what it is by its content. */
  send<T>(path: string, file: Blob): Promise<T>
}

export function makeApi(options: ApiOptions): Api {
  const send = options.fetch ?? ((input, init) => fetch(input, init))
  const newKey = options.newKey ?? randomKey

  async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await askFor('application/json', method, path, body)
    return (answer.status === 204 ? undefined : await answer.json()) as T
  }

  async function askFor(accept: string, method: string, path: string, body?: unknown): Promise<Response> {
    try {
      return await askOnce(accept, method, path, body)
    } catch (problem) {
      const wanted = problem instanceof Problem && problem.code === 'factor_needed'
      if (!wanted || !(await options.onFactor?.())) throw problem
      return await askOnce(accept, method, path, body)
    }
  }

  async function askOnce(accept: string, method: string, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers({ Accept: accept, 'Accept-Language': options.language() })
    const token = options.token?.() ?? null
    if (token) headers.set('Authorization', `Bearer ${token}`)
    const cache = SHARED.has(path) ? 'no-cache' : 'no-store'
    const init: RequestInit = { method, headers, credentials: token ? 'omit' : 'same-origin', cache }
    if (method !== 'GET') {
      const csrf = options.csrf()
      if (csrf && !token) headers.set('X-CSRF-Token', csrf)
      headers.set('Idempotency-Key', newKey())
    }
    if (body instanceof Blob) {
      headers.set('Content-Type', body.type || 'application/octet-stream')
      init.body = body
    } else if (body !== undefined) {
      headers.set('Content-Type', 'application/json')
      init.body = JSON.stringify(body)
    }
    const answer = await answered(send, path, init)
    if (!answer.ok) {
      const problem = await problemOf(answer)
      if (answer.status === 401) options.onSignedOut?.(problem.code)
      throw problem
    }
    return answer
  }

  async function file(path: string, query?: Query): Promise<File> {
    const answer = await askFor('*/*', 'GET', path + written(query))
    const name = fileName(answer.headers.get('Content-Disposition') ?? '')
    return new File([await answer.blob()], name, { type: answer.headers.get('Content-Type') ?? '' })
  }

  return {
    file,
    send: (path, body) => ask('POST', path, body),
    get: (path, query) => ask('GET', path + written(query)),
    post: (path, body) => ask('POST', path, body ?? {}),
    patch: (path, body) => ask('PATCH', path, body),
    put: (path, body) => ask('PUT', path, body),
    remove: (path) => ask('DELETE', path),
  }
}

/** The name that a file is sent with (RFC 8187), else `download`. */
export function fileName(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1]
  return encoded ? decodeURIComponent(encoded) : (/filename="([^"]+)"/i.exec(disposition)?.[1] ?? 'download')
}

async function answered(send: typeof fetch, path: string, init: RequestInit): Promise<Response> {
  try {
    return await send(path, init)
  } catch (error) {
    throw new Problem(0, 'no_line', error instanceof Error ? error.message : 'no answer')
  }
}

/** The problem an answer states; one that states none (a proxy's page) is `internal`. */
export async function problemOf(answer: Response): Promise<Problem> {
  const retryAfter = Number.parseInt(answer.headers.get('Retry-After') ?? '', 10)
  const said: unknown = await answer.json().catch(() => null)
  const told = (said ?? {}) as Record<string, unknown>
  const { code, detail } = told
  return new Problem(
    answer.status,
    typeof code === 'string' ? code : 'internal',
    typeof detail === 'string' ? detail : '',
    Number.isNaN(retryAfter) ? null : retryAfter,
    told,
  )
}

/** A fetch that gives up after so many milliseconds, and asks nothing where the browser knows that there is no line. */
export function patient(ms: number): typeof fetch {
  return (path, init) =>
    navigator.onLine
      ? fetch(path, { ...init, signal: AbortSignal.timeout(ms) })
      : Promise.reject(new TypeError('the browser has no line'))
}

function written(query: Query | undefined): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== '')
  return pairs.length ? `?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}` : ''
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

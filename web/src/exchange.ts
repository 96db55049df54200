import { type Language, problemOf } from './api'
import type { Answer, Judgement, Step } from './outbox'

const PATIENCE = 30_000
/** A proxy on the way may say these of itself; any other refusal that is not the server's own says nothing about the entries. */
const PROXY_MAY_SAY = new Set([413, 429, 500, 502, 503, 504])

export interface ExchangeOptions {
  fetch?: typeof fetch
  token: () => string | null
  language: () => Language
  online?: () => boolean
}

/** One sending or one question over the line, as a device. Never throws: what is no answer of the server is silence. */
export function makeExchange({ token, language, ...world }: ExchangeOptions) {
  const { fetch: send = (path, init) => fetch(path, init), online = () => navigator.onLine } = world
  return async (step: Exclude<Step, { do: 'rest' }>): Promise<Answer> => {
    const path = `/api/days/${encodeURIComponent(step.day)}/sites/${encodeURIComponent(step.site)}/entries`
    const headers = { Authorization: `Bearer ${token() ?? ''}`, 'Accept-Language': language() }
    const common: RequestInit = {
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    }
    const sending: RequestInit = {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: step.do === 'send' ? JSON.stringify({ entries: step.entries }) : null,
    }
    // The browser knows that there is no line: asking would only fill the console.
    if (!online()) return { kind: 'silence' }
    try {
      return step.do === 'send'
        ? await read(await send(path, { ...common, ...sending }))
        : await read(await send(`${path}/${encodeURIComponent(step.id)}`, { ...common, headers }))
    } catch {
      return { kind: 'silence' } // cut, timed out, aborted: whatever happened, everything is kept
    }
  }
}

async function read(answer: Response): Promise<Answer> {
  const json = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '')
  if (answer.ok) return json ? judgedIn(await answer.json()) : { kind: 'silence' }
  if (!json && !PROXY_MAY_SAY.has(answer.status)) return { kind: 'silence' }
  const { status, code, message, retryAfter } = await problemOf(answer)
  return { kind: 'problem', status, code, message, retryAfter: retryAfter === null ? null : retryAfter * 1_000 }
}

/** `{"results": [...]}` to a sending, the one result itself to a question. */
function judgedIn(body: unknown): Answer {
  const list: unknown = isObject(body) && 'results' in body ? body.results : [body]
  const results = Array.isArray(list) ? list.filter(isJudgement) : []
  return { kind: 'judged', results }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isJudgement(value: unknown): value is Judgement {
  return isObject(value) && 'status' in value && typeof value.status === 'string' && 'id' in value
}

/** What follows the matter of a ticket: asked for, and what its petitioner says of it. No account, no router. */
import { type Language, problemOf } from '../../api'
import type { OwnCase } from '../../types'

export type Said = 'received' | 'not_received' | 'nothing'
export type Face = 'satisfied' | 'basically' | 'not_satisfied'
export const FACES = ['satisfied', 'basically', 'not_satisfied'] as const
/** The mouth of each face, beside its words. */
export const MOUTHS: Record<Face, string> = {
  satisfied: 'M7 14q5 5 10 0',
  basically: 'M7 15.5h10',
  not_satisfied: 'M7 17q5-5 10 0',
}

export type Answered<T> = { ok: true; value: T } | { ok: false; sentence: string }

/** One question or one word; `sentence` is the server's own, empty where there is no line. */
export async function askCase<T = OwnCase>(
  code: string,
  path: string,
  language: Language,
  body?: unknown,
  send: typeof fetch = (input, init) => fetch(input, init),
): Promise<Answered<T>> {
  try {
    const answer = await send(`/api/tickets/${code}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'omit',
      cache: 'no-cache',
      headers: {
        Accept: 'application/json',
        'Accept-Language': language,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    })
    return answer.ok
      ? { ok: true, value: await answer.json() }
      : { ok: false, sentence: (await problemOf(answer)).message }
  } catch {
    return { ok: false, sentence: '' }
  }
}

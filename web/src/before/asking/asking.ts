/** Questions to units as a page reads them: how one stands, a draft, and a sum in yuan. */
import type { OwnQuestionFull, QuestionAnswer } from '../../types'
import type { MarkKind } from '../../ui/marks'

interface Stands {
  answered_at: string | null
  is_late: boolean
}
/** Ready once it is answered, alert once it is late. */
export const chipOf = (one: Stands): MarkKind => (one.answered_at ? 'ready' : one.is_late ? 'alert' : 'wait')

export interface Typed {
  facts: string
  owed: string
  offer: string
  documents: string
  will_attend: boolean
  attendee: string
}

const typedOf = (said: QuestionAnswer): Typed => ({
  facts: said.facts ?? '',
  owed: said.owed_fen === null || said.owed_fen === undefined ? '' : String(said.owed_fen / 100),
  offer: said.offer ?? '',
  documents: said.documents ?? '',
  will_attend: said.will_attend ?? false,
  attendee: said.attendee ?? '',
})

/** What stands in the form: the draft, else the answer that may be corrected, else nothing. */
export const firstTyped = (found: OwnQuestionFull): Typed =>
  typedOf(found.draft ?? found.question.answer ?? ({ facts: '' } as QuestionAnswer))

/** Yuan with two decimals at most as whole fen; null for none, undefined for what is no sum. */
export function fenIn(owed: string): number | null | undefined {
  const plain = owed.normalize('NFKC').replaceAll(/[,\s]/g, '')
  if (!plain) return null
  const [, yuan = '', part = ''] = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(plain) ?? []
  return yuan ? Number(yuan + part.padEnd(2, '0')) : undefined
}

export const bodyOf = (typed: Typed, version: number): Record<string, unknown> => ({
  facts: typed.facts,
  owed_fen: fenIn(typed.owed) ?? null,
  offer: typed.offer,
  documents: typed.documents,
  will_attend: typed.will_attend,
  attendee: typed.will_attend ? typed.attendee || null : null,
  version,
})

/** From what was heard to the one message of the page: a title, a sentence, figures, a person to reach. Pure. */
import type { Language } from '../../api'
import type { Heard } from '../../day/arrival/asking'
import { hourMinute, listed, shortDate, spoken } from '../../format'
import { filled } from '../../locales/filled'
import type { Ticket, TicketOutcome } from '../../types'
import { WORDS, type Words } from './words'

export interface Page {
  kind: 'opening' | 'unknown' | 'cut' | Ticket['state']
  title: string
  /** Whose page this is: the number, small, where the title is not the number itself. */
  over?: string
  /** What has to be read first after the title, and is set large. */
  lead?: string
  box: { text: string; strong?: string; after?: string }[]
  /** Money and dates of an outcome, one under the other. */
  steps: { title: string; said: string }[]
  said: string[]
  /** The unit responsible after an outcome. */
  owner?: string
}

const WAN = /^(.*?)\{(\w+)\}(.*)$/

export function pageOf({ ticket, unknown, cut }: Heard, language: Language): Page {
  const words = WORDS[language]
  const over = ticket ? { over: filled(words.your, { ticket: ticket.ticket }) } : {}
  const plain = (kind: Page['kind'], title: string, ...said: string[]): Page => {
    return { kind, title, said: said.filter(Boolean), box: [], steps: [], ...over }
  }
  if (unknown) return plain('unknown', words.unknown, words.unknown_said)
  if (!ticket) return cut ? plain('cut', words.cut, words.cut_first) : plain('opening', '')
  switch (ticket.state) {
    case 'waiting':
      return {
        ...plain('waiting', ticket.ticket, resting(ticket, words)),
        over: words.yours,
        box: waiting(ticket, words),
      }
    case 'held':
      return plain('held', words.held, words.held_said)
    case 'called':
      return { ...plain('called', words.called, talk(ticket, words), words.take), lead: where(ticket, words) }
    case 'in_session': {
      const room = ticket.room === null ? [] : [filled(words.in_session_room, { room: ticket.room })]
      return plain('in_session', words.in_session, ...room, words.in_session_said)
    }
    case 'withdrawn':
      if (ticket.outcome) return { ...done(ticket.outcome, language, ticket.day), ...over }
      return plain('withdrawn', words.withdrawn, words.withdrawn_said)
    case 'done':
      if (ticket.outcome) return { ...done(ticket.outcome, language, ticket.day), ...over }
      return plain('done', words.done_no_outcome, words.done_no_outcome_said)
  }
}

/** What one does meanwhile; in the break of the day, when it ends. */
function resting({ break_until }: Ticket, words: Words): string {
  return break_until ? filled(words.pause, { time: hourMinute(break_until) }) : words.sit
}

function waiting({ ahead, expected }: Ticket, words: Words): Page['box'] {
  const place = ahead === 0 ? [{ text: '', strong: words.next }] : ahead === null ? [] : [around(words.ahead, ahead)]
  if (!expected) return [...place, { text: words.no_time }]
  const [at, from, to] = [expected.at, expected.from, expected.to].map((time) => hourMinute(time))
  const spread = from === to ? [] : [{ text: filled(words.spread, { from: from ?? '', to: to ?? '' }) }]
  return [...place, around(words.about, at ?? ''), ...spread]
}

/** A sentence with one slot, whose filling stands out. */
function around(sentence: string, filling: string | number): Page['box'][number] {
  const [, before = '', , after = ''] = WAN.exec(sentence) ?? []
  return { text: before, strong: String(filling), after }
}

function where({ room, mode }: Ticket, words: Words): string {
  if (mode === 'phone') return ''
  return room === null ? words.no_room : filled(words.room, { room })
}

function talk({ mode, caller }: Ticket, words: Words): string {
  const who = caller || words.leader
  if (mode === 'video') return filled(words.by_video, { who })
  if (mode === 'phone') return filled(words.by_phone, { who })
  return '' // in person, the caller stands at the door of that room
}

function done(outcome: TicketOutcome, language: Language, day: string): Page {
  const words = WORDS[language]
  const { code, owner_unit: owner, due_on: due, amount_fen: fen } = outcome
  const by = due ? filled(words.when, { due: shortDate(due, language, day) }) : ''
  const paid = fen > 0 ? spoken(fen, language) : ''
  const told = listed(language === 'en' ? outcome.explained_en : outcome.explained_zh, language)
  const pays = code === 'agreed_to_pay' && by && paid
  const steps = pays
    ? [{ title: `${by}${language === 'en' ? ', ' : '，'}${paid}`, said: words.money_said }]
    : [...(paid ? [{ title: paid, said: words.money_said }] : []), ...(by ? [{ title: by, said: words.answer }] : [])]
  return {
    kind: 'done',
    title: words.outcome[code] ?? (language === 'en' ? outcome.en : outcome.zh),
    box: [],
    steps,
    said: [words.outcome_said[code] ?? '', told ? filled(words.explained, { what: told }) : ''].filter(Boolean),
    ...(owner ? { owner } : {}),
  }
}

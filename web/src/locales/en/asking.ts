import type zh from '../zh-CN/asking'

const words: typeof zh = {
  /** What the log says of questions to units. */
  log: {
    question_asked: 'Asked a unit',
    question_redirected: 'Asked another unit instead',
    question_taken_back: 'Took a question back',
    question_shown: 'Read a question to a unit',
    question_answered: 'Answered a question',
    question_chased_deputy: 'A late answer: the deputy was reminded',
    question_chased_above: 'A late answer: the level above was told',
  },
}

export default words

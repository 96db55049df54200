/** The words by which an outcome is confirmed, in the language of a person without an office. */
import type { Language } from '../../api'

const zh = {
  title: '结果对吗？',
  said: '看清楚了再签。不签也可以，结果一样有效。',
  sign: '我来签字',
  word: '我同意，不画字',
  refuse: '我不签',
  pad: '在框里用手指写名字',
  name: '请打上您的名字',
  clear: '重写',
  send_drawn: '交上去',
  send_word: '我同意',
  back: '返回',
  draw_first: '还没有看到签字。也可以点“返回”，选“我同意，不画字”。',
  name_first: '请先打上名字。',
  was_drawn: '您签过字了，谢谢。',
  was_paper: '您在纸上签过字了，谢谢。',
  was_word: '您说过同意了，谢谢。',
  was_refused: '您选择了不签。想签的话，下面还可以签。',
  older: '结果改过了。您以前确认的是改之前的，请再看一遍。',
  not_sent: '现在没有网络，没有交上去。请再点一次。',
}
const en: typeof zh = {
  title: 'Is the outcome right?',
  said: 'Read it first. You need not sign; the outcome stands all the same.',
  sign: 'I sign',
  word: 'I agree, without drawing',
  refuse: 'I do not sign',
  pad: 'Write your name in the field with a finger',
  name: 'Please type your name',
  clear: 'Write again',
  send_drawn: 'Send',
  send_word: 'I agree',
  back: 'Back',
  draw_first: 'There is no signature yet. You may also go back and choose to agree without drawing.',
  name_first: 'Please type your name first.',
  was_drawn: 'You have signed. Thank you.',
  was_paper: 'You have signed on paper. Thank you.',
  was_word: 'You have agreed. Thank you.',
  was_refused: 'You chose not to sign. You may still sign below.',
  older: 'The outcome was changed. You confirmed the one before; please read it again.',
  not_sent: 'There is no connection and nothing was sent. Please press again.',
}

export const SIGN: Record<Language, typeof zh> = { 'zh-CN': zh, en }

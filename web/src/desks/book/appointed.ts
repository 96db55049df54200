/** The words of an appointment: few need them, so that they come with its part of the page. */
import type { Language } from '../../api'

const zh = {
  holds: '请提前十五分钟到。到点为您保留十分钟；到点后先于按到达先后等候的人，需要照顾的和已等满一小时的仍在前。',
  move: '改时间',
  move_which: '改到几点',
  move_none: '这位领导当天没有别的空时间了。',
  move_do: '改到这个时间',
  let_go: '不约了，当天排队',
  no_let: '保留这个时间',
  let_go_sure: '真的不约了吗？这个时间会让给别人，您仍可当天来排队。',
}

const en: typeof zh = {
  holds:
    'Please come 15 minutes early. Your time is held for ten minutes; from then on you come before those who wait in the order of arrival. Needs, and an hour of waiting, still come first.',
  move: 'Change the time',
  move_which: 'New time',
  move_none: 'This leader has no other time on that day.',
  move_do: 'Move to this time',
  let_go: 'Give up the time and queue',
  no_let: 'Keep this time',
  let_go_sure: 'Give up this time? It goes to another; you may still come and queue on the day.',
}

export const APPOINTED: Record<Language, typeof zh> = { 'zh-CN': zh, en }

/** What the page of a pre-registration says of where the matter stands. */
import type { Language } from '../../api'

const zh = {
  stands: '办到哪一步',
  standing: {
    waiting: '正在看您的事归谁管',
    returned: '正在重新核对归谁管',
    taken: '已经受理，由这个接访点接访',
    sent_on: '已经转给别的接访点，等对方接收',
    guided: '这件事请走下面的法定途径，不用来接访点',
    disputed: '由省里指定接访点',
  } as Record<string, string>,
  guided_by: '途径：{route}',
  guided_where: '去哪里：{where}',
  guided_limit: '期限：{limit}',
  guided_why: '为什么：{why}',
  sent_to: '转给：{site}。对方接收前仍由现在的接访点负责。',
  decides_by: '最晚 {at} 告诉您。',
  together:
    '您的事与另一件同一事项的预登记一起接访。您的内容和附件都在，不用再报；别人的信息不会告诉您，您的也不会告诉别人。',
  together_at: '{site}，{at}',
  together_come: '同一事项的来访人已到场登记。',
  units_asked: '已经问了 {n} 个部门，{answered} 个已答复，其余最晚 {at} 答复。',
  units_answered: '已经问了 {n} 个部门，都已答复。',
}

const en: typeof zh = {
  stands: 'Where it stands',
  standing: {
    waiting: 'It is being decided who is responsible',
    returned: 'It is being decided again who is responsible',
    taken: 'It is taken: this site receives you',
    sent_on: 'Sent to another site, which has to accept it',
    guided: 'Please use the route below; you need not come to the site',
    disputed: 'The province names the site',
  },
  guided_by: 'Route: {route}',
  guided_where: 'Where to go: {where}',
  guided_limit: 'Time limit: {limit}',
  guided_why: 'Why: {why}',
  sent_to: 'Sent to {site}; this site stays responsible until it accepts.',
  decides_by: 'You are told by {at}.',
  together:
    'Your matter is heard together with another pre-registration of the same matter. What you wrote and attached is there; nothing of others is told to you, and nothing of yours to them.',
  together_at: '{site}, {at}',
  together_come: 'A person of the same matter has checked in.',
  units_asked: '{n} offices were asked, {answered} have answered, the rest by {at}.',
  units_answered: '{n} offices were asked, and all have answered.',
}

export const STANDING: Record<Language, typeof zh> = { 'zh-CN': zh, en }

/** A component on a page: words in Chinese, a session whose server is this test, a router that goes nowhere. */
import { mount } from '@vue/test-utils'
import type { Component } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { makeSpeech } from '../locales'
import { makeSession, SESSION } from '../session'

/** What the server answers, by `METHOD path` (without the query). */
export type Answers = Record<string, (body: unknown, query: URLSearchParams) => { status?: number; body?: unknown }>

export const ORGANISER = {
  kind: 'account',
  id: 'a-1',
  name: '总值班',
  roles: ['organiser'],
  place: { code: '430000', name_zh: '湖南省', name_en: 'Hunan Province', level: 'province' },
  site: null,
  post: null,
  capabilities: ['see_tally', 'see_records', 'manage_people', 'enrol_device'],
  csrf: 'c-1',
  totp: false,
  totp_required: false,
  language: 'zh-CN',
  rehearsal: false,
}

export const LEADER = { ...ORGANISER, id: 'a-2', name: '周*明', roles: ['leader'], capabilities: ['see_tally', 'call'] }

export async function onPage(component: Component, props: Record<string, unknown>, answers: Answers, at = '/') {
  const asked: string[] = []
  const send: typeof fetch = async (input, init) => {
    const url = new URL(String(input), 'http://here')
    const call = `${init?.method} ${url.pathname}`
    asked.push(call + url.search)
    const answer = answers[call]
    if (!answer) throw new Error(`no answer is set for ${call}`)
    const { status = 200, body = {} } = answer(JSON.parse(String(init?.body ?? 'null')), url.searchParams)
    return new Response(status === 204 ? null : JSON.stringify(body), { status })
  }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: { template: '<i />' } }],
  })
  await router.push(at)
  const session = makeSession(() => 'zh-CN', send)
  const page = mount(component, {
    props,
    attachTo: document.body,
    global: { plugins: [await makeSpeech('zh-CN'), router], provide: { [SESSION as symbol]: session } },
  })
  return { page, router, session, asked }
}

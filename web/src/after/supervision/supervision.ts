/** Supervision: groups, the counties they draw, checklists, findings and replies. */
import { shallowRef } from 'vue'
import type { Api } from '../../api'
import type { SupervisionDraw, SupervisionFinding, SupervisionGroup, SupervisionGroupRow } from '../../types'

/** 一听二看三查: the items of each step, in the order of the service. */
export const STEPS = {
  listen: ['report_heard', 'petitioners_heard'],
  look: ['site_seen', 'records_seen'],
  check: ['deadlines_checked', 'payments_checked', 'calls_checked'],
} as const
export type Step = keyof typeof STEPS
export const stepOf = (item: string): Step =>
  (Object.keys(STEPS) as Step[]).find((step) => (STEPS[step] as readonly string[]).includes(item)) ?? 'check'

export const MARKS = ['in_order', 'lacking', 'not_checked'] as const

export interface GroupForm {
  name: string
  regions: string[]
  leaders: string[]
  members: string[]
  cases: string[]
}

/** The draw whose counties are visited. */
export const standing = (group: SupervisionGroup): SupervisionDraw | null =>
  group.draws.find((one) => one.is_standing) ?? null

/** What everyone needs to repeat a draw by the description in decision 150, as a file of text. */
export function recordOf(draw: SupervisionDraw): string {
  const drawn = draw.visits.map((one) => `${one.city}\t${one.county}\n`).join('')
  const head = `algorithm\tsha256-rank (decision 150)\nseed\t${draw.seed}\nper_group\t${draw.per_city}\n`
  return `${head}checksum\t${draw.checksum}\n\n# candidates\n${draw.candidate_list}\n# drawn\n${drawn}`
}

/** The groups of one's level, and the findings in one's places. Refusals are the caller's to say. */
export function useGroups(api: Api) {
  const groups = shallowRef<SupervisionGroupRow[] | null>(null)
  const findings = shallowRef<SupervisionFinding[]>([])
  async function load(): Promise<void> {
    const [found, said] = await Promise.all([
      api.get<{ items: SupervisionGroupRow[] }>('/api/supervision'),
      api.get<{ items: SupervisionFinding[] }>('/api/supervision-findings'),
    ])
    findings.value = said.items
    groups.value = found.items
  }
  const make = (form: GroupForm): Promise<SupervisionGroup> => api.post('/api/supervision', { ...form, seen: 0 })
  async function reply(finding: string, words: string): Promise<void> {
    await api.post(`/api/supervision-findings/${finding}/reply`, { reply: words })
    await load()
  }
  return { groups, findings, load, make, reply }
}

/** One group. Refusals are the caller's to say. */
export function useGroup(api: Api, ident: string) {
  const group = shallowRef<SupervisionGroup | null>(null)
  const path = `/api/supervision/${ident}`
  async function load(): Promise<void> {
    group.value = await api.get<SupervisionGroup>(path)
  }
  async function change(form: GroupForm): Promise<void> {
    group.value = await api.put<SupervisionGroup>(path, { ...form, seen: group.value?.version ?? 0 })
  }
  /** `seen` keeps a second press, or another organiser, from drawing once more. */
  async function draw(reason: string): Promise<void> {
    const seen = group.value?.draws.length ?? 0
    group.value = await api.post<SupervisionGroup>(`${path}/draws`, { seen, reason })
  }
  async function check(visit: string, item: string, mark: string, note: string): Promise<void> {
    const said = { item, mark, note: note || null }
    group.value = await api.post<SupervisionGroup>(`${path}/visits/${visit}/checks`, said)
  }
  async function find(
    visit: string,
    said: { id: string; unit: string; what: string; reply_by: string },
  ): Promise<void> {
    group.value = await api.post<SupervisionGroup>(`${path}/visits/${visit}/findings`, said)
  }
  async function reply(finding: string, words: string): Promise<void> {
    await api.post(`/api/supervision-findings/${finding}/reply`, { reply: words })
    await load()
  }
  return { group, load, change, draw, check, find, reply }
}

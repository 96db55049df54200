/** Sample call-backs: draws of a day, their calls, and what they found of each site. */
import { onMounted, ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import type { Sample, SampleResult, SampleResults, SampleRow, Samples } from '../../types'
import type { Result } from '../care/useCare'

export type Verdict = 'resolved' | 'partly' | 'not_resolved'
export const VERDICTS: readonly Verdict[] = ['resolved', 'partly', 'not_resolved']
export const MOST_PER_SITE = 20

export interface Attempt {
  id: string
  result: Result
  verdict: Verdict | null
  words: string | null
}

/** The draw of one's own level that is called. */
export const ownDraw = (samples: Samples | null): SampleRow | null =>
  samples?.items.find((one) => one.is_own && one.is_standing) ?? null

/** What everyone needs to repeat a draw by the description in decision 150, as a file of text. */
export function recordOf(sample: Sample): string {
  const calls = sample.calls.map((one) => `${one.site}\t${one.matter}\n`).join('')
  const head = `algorithm\tsha256-rank (decision 150)\nseed\t${sample.seed}\nper_group\t${sample.per_site}\n`
  return `${head}checksum\t${sample.checksum}\n\n# candidates\n${sample.candidate_list}\n# drawn\n${calls}`
}

/** The draws of a day and the one that is looked at. Refusals are the caller's to say. */
export function useSamples(api: Api) {
  const samples = shallowRef<Samples | null>(null)
  const sample = shallowRef<Sample | null>(null)
  const shown = ref('')

  async function open(id: string): Promise<void> {
    shown.value = id
    sample.value = await api.get<Sample>(`/api/samples/${id}`)
  }
  async function load(day: string): Promise<void> {
    sample.value = null
    const found = await api.get<Samples>('/api/samples', { day })
    samples.value = found
    const first = found.items.find((one) => one.id === shown.value) ?? ownDraw(found) ?? found.items[0]
    if (first) await open(first.id)
  }
  /** `seen` keeps a second press, or another organiser, from drawing once more. */
  async function draw(day: string, perSite: number, reason: string): Promise<void> {
    const seen = ownDraw(samples.value)?.number ?? 0
    const made = await api.post<Sample>('/api/samples', { day, per_site: perSite, seen, reason })
    shown.value = made.id
    await load(day)
  }
  async function called(call: string, attempt: Attempt): Promise<void> {
    sample.value = await api.post<Sample>(`/api/samples/${shown.value}/calls/${call}/attempts`, attempt)
  }
  return { samples, sample, load, open, draw, called }
}

/** By site: what sample call-backs found, of one day or of all. Without an answer nothing is shown beside the figures. */
export function useSiteResults(api: Api, day: string | null) {
  const results = shallowRef(new Map<string, SampleResult>())
  async function load(): Promise<void> {
    const found = await api.get<SampleResults>('/api/sample-results', { day }).catch(() => ({ items: [] }))
    results.value = new Map(found.items.map((one) => [one.site, one]))
  }
  onMounted(load)
  return { results, load }
}

import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'
import type { Api } from '../api'
import { sentenceOf } from '../locales/sentence'
import { saveFile } from '../saveFile'

interface Page<Row> {
  items: Row[]
  next: string | null
  total?: number
}

/** What a list is asked for: the values of its filter, its order and the way of it, each a text; empty does not choose. */
export type Asked = Record<string, string> & { sort: string; descending: string }

interface ListOptions<Row, Filter extends Asked> {
  /** Where a page of it is read, and where it is given out as a file with the same query. */
  path: string
  table: string
  /** The filter that chooses nothing, in the order that a list has at first. */
  none: Filter
  keyOf: (row: Row) => string
  limit?: number
  /** The query of a filter whose values are not what the server is asked. */
  queryOf?: (filter: Filter) => Record<string, string | null>
}

/** A list that is filtered, sorted, paged and given out by the server, and whose state stands in the address.
 * A link, a reload and the way back lead to the same list; what is the same as at first is left out of the address. */
export function useList<Row, Filter extends Asked, Answer extends Page<Row> = Page<Row>>(
  api: Api,
  { path, table, none, keyOf, limit, queryOf = (filter) => filter }: ListOptions<Row, Filter>,
) {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const here = route.path
  const rows = shallowRef<Row[] | null>(null)
  const answer = shallowRef<Answer | null>(null)
  const wrong = ref('')
  const filter = reactive<Asked>(inAddress(route.query))
  let takes = 0

  function inAddress(query: LocationQuery): Filter {
    const pairs = Object.entries(none).map(([key, first]) => [key, typeof query[key] === 'string' ? query[key] : first])
    return Object.fromEntries(pairs)
  }

  /** What differs from the list as it is at first. */
  const chosen = (): Record<string, string> =>
    Object.fromEntries(Object.entries(filter).filter(([key, value]) => value !== none[key]))

  const query = (): Record<string, string | null> => queryOf({ ...filter } as Filter)

  async function trying(act: () => Promise<unknown>): Promise<void> {
    wrong.value = ''
    try {
      await act()
    } catch (problem) {
      wrong.value = sentenceOf(problem, t)
    }
  }

  /** The first page, or the one behind what is shown; an answer that another question overtook is dropped. */
  const take = (cursor: string | null = null): Promise<void> =>
    trying(async () => {
      const mine = ++takes
      const page = await api.get<Answer>(path, { ...query(), cursor, limit: limit ?? null })
      if (mine !== takes) return
      rows.value = [...(cursor ? (rows.value ?? []) : []), ...page.items]
      answer.value = page
    })

  async function search(): Promise<void> {
    await Promise.all([router.replace({ path: here, query: chosen() }), take()])
  }

  async function clear(): Promise<void> {
    Object.assign(filter, none)
    await search()
  }

  async function sortBy(column: string, descending?: boolean): Promise<void> {
    const turned = descending ?? (filter.sort === column && filter.descending !== 'true')
    filter.descending = String(turned)
    filter.sort = column
    await search()
  }

  const sorted = (column: string): 'ascending' | 'descending' | undefined =>
    filter.sort !== column ? undefined : filter.descending === 'true' ? 'descending' : 'ascending'

  const exportAs = (form: string): Promise<void> =>
    trying(async () => saveFile(await api.file(table, { form, ...query() })))

  /** Puts a row as the server has it by now in place of what was seen of it. */
  function keep(newest: Row): void {
    rows.value = (rows.value ?? []).map((one) => (keyOf(one) === keyOf(newest) ? newest : one))
  }

  /** A link to another state of this page, followed while it is open. */
  watch(
    () => route.query,
    (now) => {
      if (route.path !== here) return
      const asked = inAddress(now)
      if (Object.entries(asked).every(([key, value]) => filter[key] === value)) return
      Object.assign(filter, asked)
      void take()
    },
  )

  return reactive({
    rows,
    answer,
    wrong,
    filter,
    total: computed(() => answer.value?.total ?? 0),
    next: computed(() => answer.value?.next ?? null),
    isFiltered: computed(() =>
      Object.keys(none).some((key) => key !== 'sort' && key !== 'descending' && filter[key] !== none[key]),
    ),
    take,
    more: () => take(answer.value?.next),
    search,
    clear,
    sortBy,
    sorted,
    exportAs,
    keep,
    trying,
  })
}

/** What the parts of a list page need of it, whatever its rows are. */
export interface Listed {
  filter: Asked
  isFiltered: boolean
  search(): Promise<void>
  clear(): Promise<void>
  sortBy(column: string, descending?: boolean): Promise<void>
  sorted(column: string): 'ascending' | 'descending' | undefined
  exportAs(form: string): Promise<void>
}

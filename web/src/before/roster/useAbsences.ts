import { ref, shallowRef } from 'vue'
import type { Api } from '../../api'
import type {
  Absences,
  Clash,
  KeptAccounts,
  Leave,
  LeavePlan,
  LeavesPage,
  Recusal,
  RecusalPlan,
  RecusalsPage,
} from '../../types'

/** Leaves and recusals: those of oneself, or of all whose rosters one keeps; changed one at a time. */
export function useAbsences(api: Api, keeps: () => boolean) {
  const leaves = shallowRef<Leave[] | null>(null)
  const recusals = shallowRef<Recusal[]>([])
  const clashes = shallowRef<Clash[]>([])
  const accounts = shallowRef<KeptAccounts['items']>([])
  const past = ref(false)
  /** The date where the days are held. */
  const today = ref('')
  const more = shallowRef<{ leaves: string | null; recusals: string | null }>({ leaves: null, recusals: null })

  async function load(): Promise<void> {
    if (!keeps()) {
      const own = await api.get<Absences>('/api/absences')
      ;[recusals.value, clashes.value, today.value] = [own.recusals, own.clashes, own.today]
      leaves.value = own.leaves
      return
    }
    const [left, recused, kept] = await Promise.all([
      api.get<LeavesPage>('/api/leaves', { past: String(past.value) }),
      api.get<RecusalsPage>('/api/recusals'),
      api.get<KeptAccounts>('/api/kept-accounts'),
    ])
    ;[accounts.value, recusals.value, today.value] = [kept.items, recused.items, left.today]
    clashes.value = each([...left.clashes, ...recused.clashes])
    more.value = { leaves: left.next, recusals: recused.next }
    leaves.value = left.items
  }
  async function furtherLeaves(): Promise<void> {
    const page = await api.get<LeavesPage>('/api/leaves', { past: String(past.value), cursor: more.value.leaves })
    leaves.value = [...(leaves.value ?? []), ...page.items]
    clashes.value = each([...clashes.value, ...page.clashes])
    more.value = { ...more.value, leaves: page.next }
  }
  async function furtherRecusals(): Promise<void> {
    const page = await api.get<RecusalsPage>('/api/recusals', { cursor: more.value.recusals })
    recusals.value = [...recusals.value, ...page.items]
    clashes.value = each([...clashes.value, ...page.clashes])
    more.value = { ...more.value, recusals: page.next }
  }

  const saveLeave = (seen: Leave | null, account: string | null, plan: LeavePlan, was: LeavePlan): Promise<Absences> =>
    seen ? api.put(`/api/leaves/${seen.id}`, { ...plan, seen: was }) : api.post('/api/leaves', { ...plan, account })
  const saveRecusal = (
    seen: Recusal | null,
    account: string | null,
    plan: RecusalPlan,
    was: RecusalPlan,
  ): Promise<Absences> =>
    seen ? api.put(`/api/recusals/${seen.id}`, { ...plan, seen: was }) : api.post('/api/recusals', { ...plan, account })

  return {
    leaves,
    recusals,
    clashes,
    accounts,
    past,
    today,
    more,
    load,
    furtherLeaves,
    furtherRecusals,
    saveLeave,
    saveRecusal,
  }
}

/** A duty conflicts once with an account, whether leave or a recusal said so. */
const each = (found: Clash[]): Clash[] => [
  ...new Map(found.map((one) => [`${one.account} ${one.duty} ${one.problem}`, one])).values(),
]

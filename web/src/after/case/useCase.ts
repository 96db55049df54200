import { shallowRef } from 'vue'
import type { Api } from '../../api'
import type { CaseDetail, UnitCase } from '../../types'
import type { CaseCommand, Check, MoneyKind } from './cases'

export interface Asked {
  reason: string
  route?: string
  clock?: string
  unit?: string
  offer?: string
  other?: string
  adds_money?: boolean
  leader?: string
  on?: string
  where?: string
  checked?: Check[]
  why_not?: string
}
export interface NewMoney {
  kind: MoneyKind
  fen: number
  on: string
  proof: string | null
  /** The merged case whose people it is of. */
  origin: string | null
}

/** One case; whatever is done goes by what was seen of it. Refusals are the caller's to say. */
export function useCase(api: Api, ident: () => string) {
  const found = shallowRef<CaseDetail | null>(null)
  const path = (): string => `/api/cases/${ident()}`
  const seen = (): number => found.value?.version ?? 1

  async function load(): Promise<void> {
    found.value = await api.get<CaseDetail>(path())
  }
  async function act(command: CaseCommand, asked: Asked): Promise<void> {
    found.value = await api.post<CaseDetail>(`${path()}/commands`, { command, seen: seen(), ...asked })
  }
  /** The id is of the sheet, so that a second press enters no second line. */
  async function enter(id: string, money: NewMoney): Promise<void> {
    found.value = await api.post<CaseDetail>(`${path()}/money`, { id, seen: seen(), ...money })
  }
  async function strike(line: string, reason: string): Promise<void> {
    found.value = await api.post<CaseDetail>(`${path()}/money/${line}/strike`, { seen: seen(), reason })
  }
  return { found, load, act, enter, strike }
}

/** The same of a case of one's unit, by the routes of those who answer for one. */
export function useUnitCase(api: Api, ident: () => string) {
  const told = shallowRef<UnitCase | null>(null)
  const path = (): string => `/api/me/cases/${ident()}`
  const seen = (): number => told.value?.case.version ?? 1

  async function load(): Promise<void> {
    told.value = await api.get<UnitCase>(path())
  }
  async function act(command: CaseCommand, asked: Asked): Promise<void> {
    told.value = await api.post<UnitCase>(`${path()}/commands`, { command, seen: seen(), ...asked })
  }
  async function enter(id: string, money: NewMoney): Promise<void> {
    told.value = await api.post<UnitCase>(`${path()}/money`, { id, seen: seen(), ...money })
  }
  return { told, load, act, enter }
}

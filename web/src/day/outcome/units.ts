/** The units that an outcome at a place may name: those of its region and of the levels above, its own first. */
import type { Api, Language } from '../../api'
import type { Reference, UnitChoice, UnitChoices } from '../../types'

/** The reference data with the units of a site's place; without an answer as it was, and the unit is typed. */
export async function withUnits(api: Api, reference: Reference, site: string): Promise<Reference> {
  const place = reference.sites.find((one) => one.site === site)?.place
  if (place === undefined) return reference
  const found = await api.get<UnitChoices>(`/api/places/${place}/units`).catch(() => null)
  return found ? { ...reference, units: found.items } : reference
}

export function unitName(unit: UnitChoice, language: Language): string {
  return language === 'en' ? (unit.name_en ?? unit.name_zh) : unit.name_zh
}

/** The code of the unit whose name was chosen or typed; empty for free words. */
export function codeOf(units: readonly UnitChoice[], typed: string): string {
  const name = typed.trim()
  return units.find((unit) => name !== '' && (unit.name_zh === name || unit.name_en === name))?.code ?? ''
}

import { shallowRef } from 'vue'
import type { Api } from '../../api'
import { saveFile } from '../../saveFile'
import type { BulletinDetail, BulletinTyped } from '../../types'
import type { Command, Edition, Form } from './bulletins'

const PAUSE = 1000

/** One bulletin; whatever is done goes by what was seen of it. Refusals are the caller's to say. */
export function useBulletin(api: Api, ident: () => string) {
  const found = shallowRef<BulletinDetail | null>(null)
  const path = (): string => `/api/bulletins/${ident()}`
  const seen = (): number => found.value?.version ?? 1

  async function load(): Promise<void> {
    found.value = await api.get<BulletinDetail>(path())
  }
  async function save(typed: BulletinTyped): Promise<void> {
    found.value = await api.put<BulletinDetail>(path(), { seen: seen(), typed })
  }
  async function act(command: Command, reason = ''): Promise<void> {
    found.value = await api.post<BulletinDetail>(`${path()}/commands`, { command, seen: seen(), reason })
  }
  /** Has the files made where there are none, waits for them, and has the browser keep the one that is asked for. */
  async function keep(edition: Edition, form: Form, isWanted: () => boolean): Promise<void> {
    const there = (): boolean => found.value?.files.some((one) => one.edition === edition && one.form === form) ?? false
    if (!there() && !found.value?.making) await act('make_files')
    while (!there() && found.value?.making && isWanted()) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
      await load()
    }
    if (isWanted()) saveFile(await api.file(`${path()}/files/${form}`, { edition }))
  }
  return { found, load, save, act, keep }
}

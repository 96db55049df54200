import { shallowRef } from 'vue'
import type { Api } from '../api'
import type { NewSiteInvitation, SiteInvitation, SiteInvitations, SiteRegistered, SiteRegistrations } from '../types'

/** Invitations to register sites and what waits for a decision, within one's places. Refusals are the caller's to say. */
export function useRegistrations(api: Api) {
  const waiting = shallowRef<SiteRegistered[] | null>(null)
  const invitations = shallowRef<SiteInvitation[] | null>(null)

  async function load(): Promise<void> {
    const [registered, invited] = await Promise.all([
      api.get<SiteRegistrations>('/api/site-registrations', { state: 'waiting', limit: 200 }),
      api.get<SiteInvitations>('/api/site-invitations', { limit: 200 }),
    ])
    waiting.value = registered.items
    invitations.value = invited.items
  }

  const drop = (id: string): void => {
    waiting.value = (waiting.value ?? []).filter((one) => one.id !== id)
  }

  async function confirm({ id, version }: SiteRegistered): Promise<SiteRegistered> {
    const confirmed = await api.post<SiteRegistered>(`/api/site-registrations/${id}/confirm`, { version })
    drop(id)
    return confirmed
  }

  async function sendBack({ id, version }: SiteRegistered, reason: string): Promise<void> {
    await api.post(`/api/site-registrations/${id}/send-back`, { version, reason })
    drop(id)
  }

  async function invite(body: object): Promise<NewSiteInvitation> {
    const made = await api.post<NewSiteInvitation>('/api/site-invitations', body)
    invitations.value = [made, ...(invitations.value ?? [])]
    return made
  }

  async function revoke({ id }: SiteInvitation): Promise<void> {
    await api.remove(`/api/site-invitations/${id}`)
    await load()
  }

  return { waiting, invitations, load, confirm, sendBack, invite, revoke }
}

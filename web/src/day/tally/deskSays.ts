/** What the desk of a site says of itself beside its entries: nobody has come, or it is busy and reports later. */
import type { Desk } from '../arrival/useDesk'

/** Says it and hears the board anew. @throws Problem */
export async function sayOfDesk(desk: Desk, said: 'no_one' | 'busy'): Promise<void> {
  const [day, site] = [desk.told.value?.day.day, desk.enrolment.value?.site]
  if (!day || !site) return
  const path = `/api/days/${encodeURIComponent(day)}/sites/${encodeURIComponent(site)}/chase/answer`
  await desk.api.post(path, { said })
  await desk.refresh()
}

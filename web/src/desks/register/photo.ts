/** A photograph made small on the phone before it is sent: a poor line carries it, and its position stays behind. */
import { Problem, problemOf } from '../../api'
import type { SiteLink } from '../../types'

const LONGEST = 1600
const QUALITY = 0.85

/** The picture as a small JPEG; the file itself where this browser cannot read it, so that the server says what it is. */
export async function shrunk(file: Blob): Promise<Blob> {
  const image = await createImageBitmap(file).catch(() => null)
  if (!image) return file
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  return (await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))) ?? file
}

/** Send it; a Problem where it is refused, `no_line` where the line is away. */
export async function sendPhoto(code: string, photo: Blob, language: string): Promise<SiteLink> {
  const headers = { 'Content-Type': 'application/octet-stream', 'Accept-Language': language }
  const address = `/api/register/${encodeURIComponent(code)}/photo`
  const answer = await fetch(address, { method: 'PUT', body: photo, headers, cache: 'no-store' }).catch(() => null)
  if (!answer) throw new Problem(0, 'no_line', '')
  if (!answer.ok) throw await problemOf(answer)
  return (await answer.json()) as SiteLink
}

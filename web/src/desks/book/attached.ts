/** Words of attachments, and photographs made smaller on the phone, so that a thin line carries them. */
import type { Language } from '../../api'

const zh = {
  attached: '照片和 PDF',
  attached_said: '合同、工资条、欠条都可以拍照。最多 {n} 份；照片里的位置信息会去掉，只有办事人员能下载。',
  attach: '加照片或 PDF',
  attaching: '正在传，请不要关掉这一页…',
  photo: '照片',
  detach: '去掉',
  too_large: '这个文件太大，请拍照或缩小后再传。',
}
const en: typeof zh = {
  attached: 'Photographs and PDF',
  attached_said:
    'Contracts, pay slips and notes of debt can be photographed. {n} at most; positions are taken out, and only officers can download them.',
  attach: 'Add a photograph or PDF',
  attaching: 'Sending; please keep this page open…',
  photo: 'Photograph',
  detach: 'Remove',
  too_large: 'This file is too large; photograph it, or make it smaller.',
}
export const ATTACHED: Record<Language, typeof zh> = { 'zh-CN': zh, en }

const LONGEST_SIDE = 1600
const SMALL = 500_000

/** A photograph of at most 1,600 pixels a side; any other file, and what this phone cannot draw, as it is. */
export async function smaller(file: File): Promise<Blob> {
  if (!file.type.startsWith('image/') || file.size < SMALL) return file
  const image = await createImageBitmap(file).catch(() => null)
  if (!image) return file
  const scale = Math.min(1, LONGEST_SIDE / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const drawn = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85))
  return drawn && drawn.size < file.size ? drawn : file
}

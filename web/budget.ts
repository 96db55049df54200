import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

/** Fails the build when a page and all that it names weigh more than so many bytes, compressed (brotli). */
export function budget(folder: string, page: string, most: number): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    enforce: 'post',
    // Beside the desk there is nothing to install.
    transformIndexHtml: {
      order: 'post',
      handler: (html, { filename }) =>
        filename.endsWith(page) ? html.replace(/<link rel="manifest"[^>]*>/, '') : html,
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: () => {
        const html = readFileSync(join(folder, page), 'utf8')
        const named = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, name]) => name ?? '')
        const weight = [page, ...named].reduce((sum, name) => sum + weigh(join(folder, name)), 0)
        if (weight > most) throw new Error(`${page} weighs ${weight} bytes, more than ${most}`)
      },
    },
  }
}

/** Small files have no compressed sister (compress.ts). */
function weigh(path: string): number {
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size
}

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const SMALLEST = 1024
const KINDS = /\.(js|css|html|svg|json|webmanifest|wasm)$/

/** Writes `.br` and `.gz` beside every text file of the build, so that the server compresses nothing. */
export function compress(folder: string): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    enforce: 'post',
    closeBundle: {
      order: 'post',
      sequential: true,
      handler: () => {
        for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
          if (entry.isFile() && KINDS.test(entry.name)) compressFile(join(entry.parentPath, entry.name))
        }
      },
    },
  }
}

function compressFile(path: string): void {
  const plain = readFileSync(path)
  if (plain.length < SMALLEST) return
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params }))
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }))
}

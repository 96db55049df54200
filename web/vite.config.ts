import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { compress } from './compress.ts'

const SERVER = 'http://localhost:8080'

export default defineConfig({
  plugins: [
    vue(),
    VitePWA({
      registerType: 'autoUpdate',
      manifest: { name: '接访日', short_name: '接访日', lang: 'zh-CN', display: 'standalone', start_url: '/' },
      workbox: { navigateFallbackDenylist: [/^\/api\//, /^\/(healthz|readyz|metrics)$/] },
    }),
    compress('dist'),
  ],
  build: { outDir: 'dist', target: 'es2022' },
  server: {
    proxy: { '/api': { target: SERVER, ws: true } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
  },
})

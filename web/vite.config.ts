import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { budget } from './budget.ts'
import { compress } from './compress.ts'

const SERVER = 'http://localhost:8080'
// The same for the whole day, as in tests/support/breadth.py; vitest prints it.
const SEED = Number(process.env.RECEPTION_SEED ?? new Date().toISOString().slice(0, 10).replaceAll('-', ''))

export default defineConfig({
  plugins: [
    vue(),
    // The clerk's desk and the waiting room's screen open without a line; every other page comes from the server, and so is never an old one.
    VitePWA({
      registerType: 'prompt',
      injectRegister: false,
      manifest: {
        name: '接访日 接访点工作台',
        short_name: '接访日',
        lang: 'zh-CN',
        display: 'standalone',
        start_url: '/desk',
        theme_color: '#17607a',
        background_color: '#f3f5f4',
        icons: [{ src: '/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
      workbox: {
        globPatterns: ['index.html', 'boot.js', 'icon.svg', 'assets/*.{js,css}'],
        globIgnores: [
          'assets/{LeaderDesk,Room,WallPage,AccountsPage,DevicesPage,SessionsPage,PlaceChoice,Invitation,t,notice,b}-*',
        ],
        navigateFallbackAllowlist: [/^\/(desk|enrol|calling\/[^/]+)$/],
        navigateFallbackDenylist: [/^\/api\//],
        clientsClaim: true,
        cleanupOutdatedCaches: true,
      },
    }),
    compress('dist'),
    budget('dist', 't.html', 60_000),
    budget('dist', 'notice.html', 60_000),
    budget('dist', 'b.html', 60_000),
  ],
  build: {
    outDir: 'dist',
    target: 'es2022',
    rolldownOptions: { input: ['index.html', 't.html', 'notice.html', 'b.html'] },
  },
  server: {
    proxy: { '/api': { target: SERVER, ws: true } },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    // One page for all files, in an order of the day: tests that lean on one another or leave something behind fail.
    isolate: false,
    testTimeout: 120_000, // a hang limit: machines are shared, and no test measures time
    setupFiles: ['src/testing/tidy.ts'],
    sequence: { shuffle: true, seed: SEED, hooks: 'list' },
  },
})

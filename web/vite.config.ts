import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'
import { compress } from './compress.ts'

const SERVER = 'http://localhost:8080'

export default defineConfig({
  plugins: [
    vue(),
    // The clerk's desk opens without a line; every other page comes from the server, and so is never an old one.
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
        globPatterns: ['index.html', 'icon.svg', 'assets/*.{js,css}'],
        globIgnores: ['assets/{WallPage,AccountsPage,DevicesPage,SessionsPage,PlaceChoice,Invitation}-*'],
        navigateFallbackAllowlist: [/^\/(desk|enrol)$/],
        navigateFallbackDenylist: [/^\/api\//],
        clientsClaim: true,
        cleanupOutdatedCaches: true,
      },
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

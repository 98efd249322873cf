import { defineConfig } from 'vite';

// `npx vite` serves the sources and takes the API from a running app: APP=http://127.0.0.1:7071 npx vite
const app = process.env['APP'] ?? 'http://127.0.0.1:7071';

export default defineConfig({
  base: '/api/ui/',
  build: { target: 'es2022', assetsInlineLimit: 0, cssCodeSplit: false, modulePreload: false, sourcemap: false },
  server: { host: '127.0.0.1', proxy: { '^/api/(?!ui(/|$))': app } },
});

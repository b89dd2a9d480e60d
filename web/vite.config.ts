import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const gateway = process.env['SYNNEFO_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: import.meta.dirname,
  base: '/ui/',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy allows no inline script, and every browser of the target can preload modules.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
  },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/ui/api': gateway,
      '/ui/cloud.json': gateway,
      '/cyclades/screen': { target: gateway, ws: true },
    },
  },
});

import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin, type UserConfig } from 'vite';

const gateway = process.env['SYNNEFO_URL'] ?? 'http://127.0.0.1:8080';

/** The languages of the console, each with its folder in `src/text`. */
export const LANGUAGES = ['en', 'el'] as const;
type Language = (typeof LANGUAGES)[number];

/** The console in one language: its scripts have the texts in them, so that no other's are fetched and none is waited for. */
export function consoleIn(language: Language): UserConfig {
  const scripts = `assets/${language}/[name]-[hash].js`;
  return {
    root: import.meta.dirname,
    base: '/ui/',
    plugins: [react(), pageIn(language)],
    // `#text/…` is the catalogue of this language: see "imports" of package.json.
    resolve: { conditions: [language, ...defaultClientConditions] },
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: 'es2023',
      // The page's policy allows no inline script, and every browser of the target can preload modules.
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      // All styles are 10 kB: one sheet is sooner there than one for each page.
      cssCodeSplit: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 900,
      rolldownOptions: { output: { entryFileNames: scripts, chunkFileNames: scripts } },
    },
    worker: { format: 'es' },
    server: {
      proxy: {
        '/ui/api': gateway,
        '/ui/cloud.json': gateway,
        '/cyclades/screen': { target: gateway, ws: true },
      },
    },
  };
}

/** `index.html` in English, `index.el.html` in Greek. */
function pageIn(language: Language): Plugin {
  return {
    name: 'page-of-a-language',
    enforce: 'post',
    transformIndexHtml: (page) => page.replace('<html lang="en">', `<html lang="${language}">`),
    generateBundle(_, bundle) {
      const page = bundle['index.html'];
      if (language === 'en' || page?.type !== 'asset') return;
      delete bundle['index.html'];
      this.emitFile({ type: 'asset', fileName: `index.${language}.html`, source: page.source });
    },
  };
}

/** Of the development server: `SYNNEFO_LANGUAGE=el npx vite web`. */
const language = LANGUAGES.find((each) => each === process.env['SYNNEFO_LANGUAGE']);
export default defineConfig(consoleIn(language ?? 'en'));

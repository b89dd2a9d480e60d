import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin, type Rolldown, type UserConfig } from 'vite';

const gateway = process.env['SYNNEFO_URL'] ?? 'http://127.0.0.1:8080';

/** The languages of the console, each with its folder in `src/text`. */
export const LANGUAGES = ['en', 'el'] as const;
type Language = (typeof LANGUAGES)[number];

/**
 * Few scripts, of what is needed together: left to itself the bundler makes one of every icon that two pages have. `frame` is
 * loaded at first, with the Overview in it; `later` is what the menus of the frame have in common with pages (dialogs, forms),
 * `pages` what only pages have in common, of packages too, and each page has what it alone needs.
 */
function chunks(): Rolldown.CodeSplittingGroup[] {
  let extras: Set<string> | undefined;
  const sharedOf: Rolldown.CodeSplittingNameFunction = (module, context) => {
    extras ??= neededBy(FRAME_EXTRAS, context);
    return extras.has(module) ? 'later' : 'pages';
  };
  return [
    { name: 'frame', tags: ['$initial'], priority: 3 },
    { name: sharedOf, minShareCount: 2, priority: 2, includeDependenciesRecursively: false },
    { name: areaOf, priority: 1 },
  ];
}

const FRAME_EXTRAS = join(import.meta.dirname, 'src/frame/frame-extras.tsx');

/** The module and all that it imports, at any depth. */
function neededBy(module: string, context: Rolldown.ChunkingContext): Set<string> {
  const found = new Set<string>();
  const follow = (id: string, code: string): void => {
    if (isListOfPackage(id)) {
      for (const next of context.getModuleInfo(id)?.importedIds ?? [])
        if (isListOfPackage(next) || isNamed(next, code)) follow(next, code);
      return;
    }
    if (found.has(id)) return;
    found.add(id);
    const info = context.getModuleInfo(id);
    for (const next of info?.importedIds ?? []) follow(next, info?.code ?? '');
  };
  follow(module, '');
  return found;
}

/** What a large package exports, of which a module that imports it needs only what it names. */
function isListOfPackage(id: string): boolean {
  return /@(mantine.(core|hooks)|tabler|tanstack)[\\/].*[\\/](index|tabler-icons-react)\.m?js$/.test(id);
}

/** Whether the code imports what a file of a package exports: `Menu` of `Menu.mjs`, `useDrag` of `use-drag.mjs`. */
function isNamed(id: string, code: string): boolean {
  const file = /([^\\/]+)\.m?js$/.exec(id)?.[1] ?? id;
  const name = file.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [...code.matchAll(/import\s*\{([^}]*)\}/g)].some(([, names = '']) =>
    new RegExp(`\\b${name}\\b`, 'i').test(names),
  );
}

/** The folder of pages that belong together: a machine's tabs are one script. */
function areaOf(module: string): string | null {
  return /web.src.pages.(machine|networks|access|projects|profile)\W/.exec(module)?.[1] ?? null;
}

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
      // All styles are one sheet, which is sooner there than one for each page.
      cssCodeSplit: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        output: {
          entryFileNames: scripts,
          chunkFileNames: scripts,
          codeSplitting: { groups: chunks() },
        },
      },
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

/** The letters that every page of a language has; others come when there is a text of them. */
const FIRST_FONTS: Record<Language, readonly string[]> = { en: ['latin'], el: ['latin', 'greek'] };

/** `index.html` in English, `index.el.html` in Greek. */
function pageIn(language: Language): Plugin {
  return {
    name: 'page-of-a-language',
    enforce: 'post',
    transformIndexHtml: (page, { bundle = {} }) => ({
      html: page.replace('<html lang="en">', `<html lang="${language}">`),
      // Else the text is laid out twice: in a font that has to be looked for, and in ours.
      tags: Object.keys(bundle)
        .filter((file) => FIRST_FONTS[language].some((part) => file.includes(`/inter-${part}-wght-`)))
        .map((file) => ({
          tag: 'link',
          injectTo: 'head',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/ui/${file}` },
        })),
    }),
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

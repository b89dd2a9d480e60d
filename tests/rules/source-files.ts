import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface SourceFile {
  /** From the root, with `/`. */
  path: string;
  text: string;
  isTest: boolean;
}

/** Every TypeScript file below the given folders of the repository. */
export function sourceFiles(...folders: string[]): SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/(^|\/)(node_modules|dist)\//.test(name))
      .map((name) => {
        const path = `${folder}/${name}`;
        return { path, text: readFileSync(join(root, path), 'utf8'), isTest: /\.test\.tsx?$/.test(name) };
      }),
  );
}

/** The text without comments: a rule about calls must not trip over a sentence. Strings stay. */
export function codeOf(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|[\s;{}(),])\/\/[^\n]*/g, '$1');
}

export interface Import {
  from: string;
  /** `import type`: gone at run time. */
  typeOnly: boolean;
  /** `import()`: loaded when the code comes there. */
  later: boolean;
}

/** What a file imports, exports from, or loads later. */
export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  for (const match of codeOf(text).matchAll(
    /\b(?:import|export)\s+(type\s+)?(?:[\w*{][^'";]*?\sfrom\s+)?'([^']+)'/g,
  )) {
    found.push({ from: match[2] ?? '', typeOnly: match[1] !== undefined, later: false });
  }
  for (const match of codeOf(text).matchAll(/\bimport\(\s*['`]([^'`]+)['`]/g)) {
    found.push({ from: match[1] ?? '', typeOnly: false, later: true });
  }
  return found;
}

/** The names that a file takes from others: `*` for all of them, as `import()` does where it does not say which. */
export function namesImportedBy(text: string): { from: string; names: string[] }[] {
  const code = codeOf(text);
  const named = (list: string): string[] =>
    list.split(',').map((part) =>
      part
        .trim()
        .replace(/^type /, '')
        .split(/\s+as\s+|:/)[0]!
        .trim(),
    );
  const found: { from: string; names: string[] }[] = [];
  for (const [, what = '', from = ''] of code.matchAll(
    /\b(?:import|export)\s+(?:type\s+)?(\*(?:\s+as\s+\w+)?|\{[^}]*\})\s+from\s+'([^']+)'/g,
  ))
    found.push({ from, names: what.startsWith('*') ? ['*'] : named(what.slice(1, -1)) });
  for (const [, list, from = '', member] of code.matchAll(
    /(?:\{([^{}]*)\}\s*=\s*await\s+)?\bimport\(\s*'([^']+)'\s*\)(?:\)?\s*\.\s*(?!then\b)(\w+))?/g,
  ))
    found.push({ from, names: list !== undefined ? named(list) : [member ?? '*'] });
  return found;
}

/** The path from the root that an import of ours leads to; undefined for packages and Node's own modules. */
export function resolveImport(importer: string, from: string): string | undefined {
  if (from.startsWith('#'))
    return (
      from
        .replace(/^#kit\//, 'tests/kit/')
        .replace(/^#text\//, 'web/src/text/en/')
        .replace(/^#/, 'src/') + '.ts'
    );
  if (!from.startsWith('.')) return undefined;
  return join(importer, '..', from);
}

/** Everything that is loaded with these files, themselves included: files of ours by path, others by name. */
export function loadedWith(...entries: string[]): Set<string> {
  const loaded = new Set(entries);
  for (const path of loaded) {
    if (!path.startsWith('src/')) continue;
    for (const { from, typeOnly, later } of importsOf(readFileSync(join(root, path), 'utf8')))
      if (!typeOnly && !later) loaded.add(resolveImport(path, from) ?? from);
  }
  return loaded;
}

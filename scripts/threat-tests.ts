import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, sourceFiles } from '../tests/rules/source-files.ts';

/** A row of the threat model. */
export interface Threat {
  id: string;
  area: string;
  threat: string;
  /** Critical, high, medium, low; `-` for faults, which are no attack. */
  severity: string;
}

export interface ThreatTest {
  title: string;
  path: string;
}

export function threats(): Threat[] {
  return JSON.parse(readFileSync(join(root, 'docs', 'threats.json'), 'utf8')) as Threat[];
}

/** The tests of each row, found by the number at the start of their titles: `T-S4 …`, or several: `T-I5 T-S6 …`. */
export function threatTests(): Map<string, ThreatTest[]> {
  const found = new Map<string, ThreatTest[]>();
  for (const { path, text } of sourceFiles('src', 'tests', 'web/src')) {
    for (const match of text.matchAll(
      /\b(?:test|it)(?:\.\w+)?\(\s*(['"`])(T-[A-Z]{1,2}\d+\b(?:(?!\1)[^\\\n]|\\.)*)\1/g,
    )) {
      const title = (match[2] ?? '').replaceAll(/\\(.)/g, '$1');
      for (const [, id = ''] of title.matchAll(/\bT-([A-Z]{1,2}\d+)\b/g)) {
        found.set(id, [...(found.get(id) ?? []), { title: withoutNumbers(title), path }]);
      }
    }
  }
  return found;
}

function withoutNumbers(title: string): string {
  return title
    .replace(/^(?:T-[A-Z]{1,2}\d+[\s,:]*)+/, '')
    .replaceAll(/\s*\(\$\{[^}]*\}\)|\$\{[^}]*\}:? ?/g, '');
}

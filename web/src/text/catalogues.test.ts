import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isValidElement } from 'react';

/** The same in Greek: names, signs, and words of code. */
const SAME_IN_GREEK = new Set<string>([
  'audit.sources.api',
  'log-in.email',
  'networks.dhcp',
  'one-machine.serverId',
  'new-machine.cpuAndMemory',
  'new-machine.pathExample',
  'parts.cpuCount',
  'parts.gib',
  'projects.gib',
  'projects.id',
]);

type Catalogue = Record<string, unknown>;

const areas = readdirSync(join(import.meta.dirname, 'en'))
  .filter((name) => name !== 'language.ts')
  .map((name) => name.replace('.ts', ''));

async function catalogue(language: string, area: string): Promise<Catalogue> {
  return ((await import(`./${language}/${area}.ts`)) as { say: Catalogue }).say;
}

test('every area has a catalogue in each language', () => {
  const greek = readdirSync(join(import.meta.dirname, 'el')).map((name) => name.replace('.ts', ''));
  assert.deepEqual(greek.toSorted(), [...areas, 'language'].toSorted());
});

for (const language of ['en', 'el'])
  test(`every message in ${language} is whole for nothing, one, two and many`, async () => {
    for (const area of areas)
      for (const [id, message] of messagesOf(await catalogue(language, area)))
        for (const count of [0, 1, 2, 5]) {
          const words = rendered(message, count);
          assert.match(words, /\S/, `${area}.${id}`);
          assert.doesNotMatch(words, /undefined|null|NaN|\[object|#|=>/, `${area}.${id}: ${words}`);
        }
  });

test('every message in Greek is Greek', async () => {
  for (const area of areas) {
    const english = new Map(messagesOf(await catalogue('en', area)));
    for (const [id, message] of messagesOf(await catalogue('el', area))) {
      const words = rendered(message, 2);
      const same = !english.has(id) ? false : words === rendered(english.get(id), 2);
      if (same && !SAME_IN_GREEK.has(`${area}.${id}`) && /\p{L}/u.test(words.replaceAll(/‹.*?›/g, '')))
        assert.fail(`${area}.${id}: ${words}`);
    }
  }
});

/** Messages by their ids; tables of messages stand inside of others. */
function messagesOf(texts: Catalogue): [string, unknown][] {
  return Object.entries(texts).flatMap(([id, message]): [string, unknown][] =>
    typeof message === 'object' && message !== null
      ? messagesOf(message as Catalogue).map(([inner, each]) => [`${id}.${inner}`, each])
      : [[id, message]],
  );
}

function rendered(message: unknown, count: number): string {
  return textOf(
    typeof message === 'function' ? (message as (args: unknown) => unknown)(anyArguments(count)) : message,
  );
}

/** Stands for every argument: the number for who counts, its name for who writes it, and a part of a sentence that takes words. */
function anyArguments(count: number): unknown {
  return new Proxy(
    {},
    {
      get: (_, name) =>
        Object.assign((words: unknown) => words, {
          toLowerCase: () => `‹${String(name)}›`,
          join: () => `‹${String(name)}›`,
          [Symbol.toPrimitive]: (hint: string) => (hint === 'number' ? count : `‹${String(name)}›`),
        }),
    },
  );
}

function textOf(part: unknown): string {
  if (Array.isArray(part)) return part.map(textOf).join('');
  if (isValidElement<{ children?: unknown }>(part)) return textOf(part.props.children);
  if (part === null || part === undefined || part === false) return '';
  return String(part);
}

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';

const SOURCE = new URL('../../src/', import.meta.url).pathname;
const LENGTH = 100_000;
const LIMIT_MS = 50;

/** Where a `/` starts a pattern rather than divides. */
const LITERAL =
  /(?:[(,=:[!&|?{};]|\breturn|=>)\s*\/((?:[^/\\\n[*]|\\.|\[(?:[^\]\\\n]|\\.)*\])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])*)\/([dgimsuvy]*)(?=[\s.,;)\]}:])/g;

/** Programs that read what this machine or their own user wrote: no stranger chooses the text. */
const OWN_TEXT = [/^sample-image\//, /^platform\/embedded-postgres\//, /^cloud\//, /^kamaki\//];

/** A text that was cut right before cannot be long. */
const CUT_BEFORE = /\.slice\(0, \d{1,4}\)\s*\.\w+\($/;

/** Repeated, these make the usual stalls: a class under two stars, an open end after a greedy run, nested choices. */
const pieces = [
  'a',
  'A',
  '0',
  '9.',
  ' ',
  '\t',
  ',',
  'a,',
  'a, ',
  '=',
  'a=',
  '"',
  '""',
  '\\',
  '\\"',
  '%',
  '%4',
  '%41',
  '.',
  '..',
  '-',
  '_',
  '/',
  'a/',
  ':',
  '::',
  'f:',
  ';',
  ';q=',
  '<',
  '<a',
  '(',
  '[',
  '{',
  '{a',
  '&',
  '\r\n',
  '\n',
  'é',
  '@',
  'a@',
  'a.',
  '*',
  '+',
  '-1',
  '0-0,',
  '\u{1f600}',
];
const starts = ['', '"', 'a='];

test('T-G11 no pattern stalls on long texts of any kind', { timeout: 300_000 }, (t) => {
  const slow: string[] = [];
  const patterns = [...sourceFiles()].flatMap(patternsOf);
  assert.ok(patterns.length > 100, `only ${patterns.length} patterns were found`);
  const texts = pieces.flatMap((piece) =>
    starts.map((start) => `${start}${piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH)}\0`),
  );
  for (const { file, pattern } of patterns) {
    const stall = texts.find((text) => isSlow(pattern, text));
    if (stall !== undefined) slow.push(`${file}: ${pattern} on ${JSON.stringify(stall.slice(0, 10))}…`);
  }
  t.diagnostic(`${patterns.length} patterns, ${texts.length} texts each`);
  assert.deepEqual(slow, []);
});

/** Slow three times in a row: a busy machine is not taken for a slow pattern. */
function isSlow(pattern: RegExp, text: string): boolean {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    pattern.lastIndex = 0;
    const started = performance.now();
    pattern.test(text);
    if (performance.now() - started <= LIMIT_MS) return false;
  }
  return true;
}

function* sourceFiles(): Generator<string> {
  for (const entry of readdirSync(SOURCE, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const name = relative(SOURCE, file);
    const skipped = name.endsWith('.test.ts') || OWN_TEXT.some((place) => place.test(name));
    if (entry.isFile() && name.endsWith('.ts') && !skipped) yield file;
  }
}

function patternsOf(file: string): { file: string; pattern: RegExp }[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(LITERAL)].flatMap(({ 1: body = '', 2: flags = '', index }) => {
    if (CUT_BEFORE.test(text.slice(Math.max(0, index - 80), index + 1))) return [];
    try {
      return [{ file: relative(SOURCE, file), pattern: new RegExp(body, flags) }];
    } catch {
      return []; // a division that looked like a pattern
    }
  });
}

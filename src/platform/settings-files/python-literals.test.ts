import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Literal, parsePython, PythonError } from './python-literals.ts';

function values(text: string): Record<string, Literal> {
  return Object.fromEntries([...parsePython(text)].map(([name, { value }]) => [name, value]));
}

const valueOf = (text: string): Literal => values(`X = ${text}`)['X']!;

test('lines of the guide are read as they are printed', () => {
  const text = `
# -*- coding: utf-8 -*-
ASTAKOS_MODERATION_ENABLED = False     # everybody is accepted
ASTAKOS_IM_MODULES = ['local', 'shibboleth']
ASTAKOS_RE_USER_EMAIL_PATTERNS = [
    r'^.*@(lab|campus)\\.example\\.org$',
    # the staff
    "^[a-z]+@example\\.org$",
]
ASTAKOS_INVITATIONS_PER_LEVEL = {
    0: 100,
    1 : 2,
}
ADMINS = (('Ada', 'ada@example.org'),)
HIDDEN = ("one "
          'text')
COOKIE_DOMAIN = None
LIMIT = 30*1024*1024*1024
LONG = """two
lines"""
`;
  assert.deepEqual(values(text), {
    ASTAKOS_MODERATION_ENABLED: false,
    ASTAKOS_IM_MODULES: ['local', 'shibboleth'],
    ASTAKOS_RE_USER_EMAIL_PATTERNS: ['^.*@(lab|campus)\\.example\\.org$', '^[a-z]+@example\\.org$'],
    ASTAKOS_INVITATIONS_PER_LEVEL: { 0: 100, 1: 2 },
    ADMINS: [['Ada', 'ada@example.org']],
    HIDDEN: 'one text',
    COOKIE_DOMAIN: null,
    LIMIT: 30 * 1024 ** 3,
    LONG: 'two\nlines',
  });
  assert.equal(parsePython(text).get('LIMIT')?.line, 18);
});

test('each form of a literal has its value', () => {
  const cases: [string, Literal][] = [
    ['-5', -5],
    ['+7', 7],
    ['0x1F', 31],
    ['0o17', 15],
    ['0b101', 5],
    ['1_000', 1000],
    ['10L', 10],
    ['1.5e3', 1500],
    ['.5', 0.5],
    ['0', 0],
    ['9223372036854775807', 9223372036854775807n],
    ['2 * 0.5', 1],
    ['1024 ** 1'.replace('** 1', '* 1'), 1024],
    ["''", ''],
    ["'it\\'s'", "it's"],
    ["r'\\d+\\'x'", "\\d+\\'x"],
    ["u'\\u00e9\\x41\\101\\n'", 'éAA\n'],
    ["'\\d'", '\\d'],
    ["'a' \\\n 'b'", 'ab'],
    ["'''it's'''", "it's"],
    ['"""a "b" c"""', 'a "b" c'],
    ['()', []],
    ['(1)', 1],
    ['(1,)', [1]],
    ['1, 2', [1, 2]],
    ['1,', [1]],
    ['[[], [1,],]', [[], [1]]],
    ['{1, 2}', [1, 2]],
    ['{}', {}],
    ["{'a': {True: None}}", { a: { True: null } }],
    ["{'__proto__': 1}", JSON.parse('{"__proto__": 1}') as Literal],
  ];
  for (const [text, value] of cases) assert.deepEqual(valueOf(text), value, text);
});

test('what needs Python is refused with its line', () => {
  const cases: [string, number, RegExp][] = [
    ['import os', 1, /'import' needs Python/],
    ['\n\nA = os.environ["X"]', 3, /'os\.environ' needs Python/],
    ['A = 1\nA += 2', 2, /needs Python/],
    ['A = B = 1', 1, /'B' needs Python/],
    ['A.append(1)', 1, /needs Python/],
    ['A["x"] = 1', 1, /needs Python/],
    ['A = [x for x in y]', 1, /'x' needs Python/],
    ['A = set([1])', 1, /'set' needs Python/],
    ['A = "x" % 1', 1, /'%' needs Python/],
    ['A = "x" + "y"', 1, /'\+' needs Python/],
    ['A = 2 ** 3', 1, /'\*' needs Python/],
    ['A = 1; B = 2', 1, /';' needs Python/],
    ['A = f"x"', 1, /a text with f before it needs Python/],
    ['A = true', 1, /'true' needs Python/],
    ['if True:\n  A = 1', 1, /'if' needs Python/],
    ['A = 1\n  B = 2', 2, /begins its line/],
    ['A =', 1, /a value is missing/],
    ['A = "x', 1, /does not end/],
    ['A = [1,\n2', 2, /a \] is missing/],
    ['A = [1 2]', 1, /'2' needs Python/],
    ['A = {1: 2, 3}', 1, /without a key/],
    ['A = {[1]: 2}', 1, /key of a dictionary/],
    ['A = 010', 1, /another number in each Python/],
    ['A = 1e999', 1, /too large/],
    [`A = ${'['.repeat(40)}`, 1, /nested too deeply/],
    [`A = ${'9'.repeat(100)}`, 1, /too long/],
    ["A = '\\UFFFFFFFF'", 1, /no such character/],
  ];
  for (const [text, line, sentence] of cases)
    assert.throws(
      () => parsePython(text),
      (error) => error instanceof PythonError && error.line === line && sentence.test(error.message),
      text,
    );
});

/** As Python's `repr` would write it. */
function written(value: Literal): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return writtenText(value);
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, each]) => `${writtenText(key)}: ${written(each)}`)
      .join(', ')}}`;
  // a number with a fraction or an exponent is a float there, and its digits alone would be an integer
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    return value.toExponential();
  return String(value);
}

function writtenText(text: string): string {
  const escaped = [...text].map((character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    const code = character.codePointAt(0)!;
    return code < 32 ? `\\x${code.toString(16).padStart(2, '0')}` : character;
  });
  return `'${escaped.join('')}'`;
}

const literal = fc.letrec<{ any: Literal }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('any'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).any;

test('whatever is written as Python writes it is read back', () => {
  fc.assert(
    fc.property(literal, (value) => assert.deepEqual(valueOf(written(value)), value)),
    { examples: [[2 ** 53], [-1e21]] },
  );
});

test('any text is read or refused with a line that it has', () => {
  const piece = fc.constantFrom(
    'A',
    ' = ',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    "'",
    '"',
    '"""',
    'r',
    '\\',
    '\n',
    ',',
    ':',
    '1',
    '*',
    '#',
    'True',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      try {
        parsePython(text);
      } catch (error) {
        assert.ok(error instanceof PythonError, String(error));
        assert.ok(error.line >= 1 && error.line <= text.split(/\r\n?|\n/).length, text);
      }
    }),
    { numRuns: 500 },
  );
});

/** No end of a line, nothing that turns the direction of a line: a name must not look like a sentence of ours (I24). */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;
/** The same, save ends of lines. */
const UNPRINTABLE_IN_TEXT = /(?:(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])+/gu;
/** What people write more than a line of. */
const TEXTS = new Set(['message', 'data', 'text', 'response', 'comments']);
const MAX_LINE = 1000;
const MAX_TEXT = 50_000;

/** One line that can be shown, or stand in a header. */
export function oneLine(text: string): string {
  return text.slice(0, MAX_LINE).replaceAll(UNPRINTABLE, ' ').trim();
}

/**
 * Variables as templates get them: plain copies, with names and the like made one line. Who has an e-mail prints as the e-mail, a
 * whole number as its digits.
 */
export function templateWords(variables: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, wordOf(value, name)]));
}

function wordOf(value: unknown, name: string): unknown {
  if (typeof value === 'string')
    return TEXTS.has(name)
      ? value.slice(0, MAX_TEXT).replaceAll('\r\n', '\n').replaceAll(UNPRINTABLE_IN_TEXT, ' ')
      : oneLine(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map((each) => wordOf(each, name));
  const words = templateWords(value);
  const { email } = words;
  if (typeof email === 'string') Object.defineProperty(words, 'toString', { value: () => email });
  return words;
}

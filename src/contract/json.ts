/** Largest nesting the reader follows; a deeper document is refused before it costs a stack. */
const MAX_DEPTH = 64;
/** Digits that may stand in an integer: a signed 64-bit one has 19 and a sign. */
const MAX_DIGITS = 20;

/** As many digits as the first integer that a number cannot hold; also where they stand in a string. */
const LONG_INTEGER = /\d{16}/;

/** The text is not JSON, or is JSON outside the bounds every service keeps. */
export class JsonError extends Error {
  override name = 'JsonError';
}

/** Bounds that a caller may set on a document it did not make. */
export interface JsonBounds {
  /** Most keys one object may have; with it, texts that cannot be stored are refused too. */
  maxKeys?: number;
}

/**
 * Reads JSON without losing an integer: those a number cannot hold exactly become bigint (RFC 8259 allows any digits).
 * Refuses nesting over 64 levels and integers over 20 digits with JsonError; `__proto__` is an ordinary key.
 */
export function parseJson(text: string, bounds: JsonBounds = {}): unknown {
  refuseDepth(text);
  try {
    if (bounds.maxKeys !== undefined) return JSON.parse(text, boundedReviver(bounds.maxKeys));
    // A function called for every value makes reading five times dearer, and nearly no document needs it.
    return LONG_INTEGER.test(text) ? JSON.parse(text, reviveNumber) : JSON.parse(text);
  } catch (error) {
    if (error instanceof JsonError) throw error;
    throw new JsonError('The document is not valid JSON.', { cause: error });
  }
}

/** Writes JSON; bigint becomes a plain integer. */
export function writeJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // Most likely a bigint, which most documents have none of: a function called for every value makes writing twice as dear.
    return JSON.stringify(value, rawBigint, indent);
  }
}

function rawBigint(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value;
}

function boundedReviver(maxKeys: number): typeof reviveNumber {
  return (key, value, context) => {
    if (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.keys(value).length > maxKeys
    ) {
      throw new JsonError(`The document has an object of more than ${maxKeys} keys.`);
    }
    if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) {
      throw new JsonError('The document has a text that is not Unicode, or holds a NUL.');
    }
    return reviveNumber(key, value, context);
  };
}

/** False for text that no row can hold: no database keeps NUL in a text, and half a surrogate pair would be stored as another character. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function reviveNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  if (!/^-?\d+$/.test(source)) return value;
  if (source.length > MAX_DIGITS + 1) throw new JsonError('The document has a number of too many digits.');
  return BigInt(source);
}

/** One pass over the text, outside strings, before the engine recurses. */
function refuseDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new JsonError(`The document is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return text.length;
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 0x5c) slashes += 1;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
  return text.length;
}

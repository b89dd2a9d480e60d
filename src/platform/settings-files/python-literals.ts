// Settings as the original's guide prints them: `NAME = literal`, one after the other, as Python reads them. Nothing is run.

/** A value: texts, numbers, lists (tuples and sets, too), dictionaries by text; integers that no number holds are bigints. */
export type Literal = null | boolean | number | bigint | string | Literal[] | { [key: string]: Literal };

/** A file is not a list of assignments of literals; `line` counts from 1. */
export class PythonError extends Error {
  override name = 'PythonError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** What was assigned last to each name, and on which line. */
export type Assignments = Map<string, { value: Literal; line: number }>;

/** Deeper nesting than any setting has; it bounds the stack. */
const MAX_DEPTH = 32;
/** Longest number that is read. */
const MAX_DIGITS = 64;

const NAME = /[A-Za-z_]\w*/y;
const NUMBER =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const TEXT = /([A-Za-z]{0,2})('''|"""|'|")/y;
const BLANKS = /(?:[ \t\f]|\\\n)*(?:#[^\n]*)?/y;
const BLANKS_AND_LINES = /(?:[ \t\f\n]|\\\n|#[^\n]*)*/y;
/** What a person wrote where something else was expected. */
const WORD = /[\w.]+|[^\s\w]/y;

/** Reads assignments of literals. Throws PythonError for anything else, with its line. */
export function parsePython(text: string): Assignments {
  return new Reader(text.replaceAll(/\r\n?/g, '\n').replace(/^\uFEFF/, '')).file();
}

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #counted = { at: 0, line: 1 };

  constructor(text: string) {
    this.#text = text;
  }

  file(): Assignments {
    const found: Assignments = new Map();
    for (;;) {
      this.#match(BLANKS_AND_LINES);
      if (this.#at === this.#text.length) return found;
      const line = this.#line();
      const name = this.#assigned();
      found.set(name, { value: this.#right(), line });
    }
  }

  /** `NAME =` at the beginning of a line. */
  #assigned(): string {
    const start = this.#at;
    if (start > 0 && this.#text[start - 1] !== '\n')
      this.#fail('a setting begins its line, without blanks before it');
    const name = this.#match(NAME);
    this.#match(BLANKS);
    if (name === undefined || this.#text[this.#at] !== '=' || this.#text[this.#at + 1] === '=') {
      this.#at = start;
      this.#needsPython();
    }
    this.#at += 1;
    return name;
  }

  /** What is assigned, to the end of the line; with commas it is a tuple. */
  #right(): Literal {
    const items: Literal[] = [];
    let isTuple = false;
    for (;;) {
      this.#match(BLANKS);
      if (this.#isEnd()) break;
      items.push(this.#value());
      this.#match(BLANKS);
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
      isTuple = true;
    }
    if (!this.#isEnd()) this.#needsPython();
    if (items.length === 0) this.#fail('a value is missing');
    return isTuple ? items : items[0]!;
  }

  #value(): Literal {
    switch (this.#text[this.#at]) {
      case '[':
        return this.#within(() => this.#items(']').items);
      case '(':
        return this.#within(() => {
          const { items, commas } = this.#items(')');
          return items.length === 1 && commas === 0 ? items[0]! : items;
        });
      case '{':
        return this.#within(() => this.#dictionary());
      default:
        return this.#texts() ?? this.#product() ?? this.#constant();
    }
  }

  #within<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#fail('this is nested too deeply');
    this.#at += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #items(end: string): { items: Literal[]; commas: number } {
    const items: Literal[] = [];
    let commas = 0;
    while (!this.#ends(end)) {
      items.push(this.#value());
      if (this.#comma(end)) commas += 1;
    }
    return { items, commas };
  }

  /** A dictionary, or a set, which is a list here. */
  #dictionary(): Literal {
    const entries: [string, Literal][] = [];
    const items: Literal[] = [];
    while (!this.#ends('}')) {
      const first = this.#value();
      this.#match(BLANKS_AND_LINES);
      if (this.#text[this.#at] === ':') {
        this.#at += 1;
        this.#match(BLANKS_AND_LINES);
        entries.push([this.#key(first), this.#value()]);
      } else items.push(first);
      if (items.length > 0 && entries.length > 0) this.#fail('a dictionary has a value without a key');
      this.#comma('}');
    }
    // own properties, whatever the keys are called
    return items.length > 0 ? items : Object.fromEntries(entries);
  }

  #key(key: Literal): string {
    if (typeof key === 'object' && key !== null)
      this.#fail('the key of a dictionary is a text or a number here');
    return key === null ? 'None' : key === true ? 'True' : key === false ? 'False' : String(key);
  }

  /** Whether the bracket ends here. */
  #ends(end: string): boolean {
    this.#match(BLANKS_AND_LINES);
    if (this.#at === this.#text.length) this.#fail(`a ${end} is missing`);
    if (this.#text[this.#at] !== end) return false;
    this.#at += 1;
    return true;
  }

  /** A comma, where the bracket does not end. */
  #comma(end: string): boolean {
    this.#match(BLANKS_AND_LINES);
    if (this.#text[this.#at] === ',') {
      this.#at += 1;
      return true;
    }
    if (this.#at < this.#text.length && this.#text[this.#at] !== end) this.#needsPython();
    return false;
  }

  /** Texts that stand beside each other are one. */
  #texts(): string | undefined {
    let joined: string | undefined;
    for (;;) {
      const start = this.#at;
      TEXT.lastIndex = start;
      const found = TEXT.exec(this.#text);
      if (found === null) return joined;
      const [whole, prefix = '', quote = ''] = found;
      if (!/^[ru]?$/i.test(prefix)) this.#fail(`a text with ${prefix} before it needs Python`);
      this.#at += whole.length;
      joined = (joined ?? '') + this.#textTo(quote, prefix.toLowerCase() === 'r');
      this.#match(this.#depth > 0 ? BLANKS_AND_LINES : BLANKS);
    }
  }

  #textTo(quote: string, isRaw: boolean): string {
    const start = this.#at;
    const parts: string[] = [];
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined || (character === '\n' && quote.length === 1)) {
        this.#at = start;
        this.#fail('a text does not end');
      }
      if (this.#text.startsWith(quote, this.#at)) {
        this.#at += quote.length;
        return parts.join('');
      }
      if (character !== '\\') {
        parts.push(character);
        this.#at += 1;
      } else if (isRaw) {
        // the character after it does not end the text
        parts.push(this.#text.slice(this.#at, this.#at + 2));
        this.#at += 2;
      } else parts.push(this.#escape());
    }
  }

  #escape(): string {
    ESCAPE.lastIndex = this.#at;
    const [whole = '\\', octal, hexadecimal, simple] = ESCAPE.exec(this.#text) ?? [];
    const number =
      octal === undefined
        ? hexadecimal && Number.parseInt(hexadecimal.slice(1), 16)
        : Number.parseInt(octal, 8);
    this.#at += whole.length;
    if (typeof number === 'number') {
      if (number > 0x10ffff) this.#fail('there is no such character');
      return String.fromCodePoint(number);
    }
    // one that has no meaning is a backslash
    return simple === undefined ? whole : (ESCAPES[simple] ?? whole);
  }

  /** A number, or a product of numbers: `5 * 1024 * 1024`. */
  #product(): Literal | undefined {
    let product = this.#number();
    if (product === undefined) return undefined;
    for (;;) {
      this.#match(this.#depth > 0 ? BLANKS_AND_LINES : BLANKS);
      if (this.#text[this.#at] !== '*' || this.#text[this.#at + 1] === '*') return product;
      this.#at += 1;
      this.#match(this.#depth > 0 ? BLANKS_AND_LINES : BLANKS);
      const factor = this.#number();
      if (factor === undefined) this.#needsPython();
      product = times(product, factor);
      if (String(product).length > MAX_DIGITS) this.#fail('this number is too long');
    }
  }

  #number(): number | bigint | undefined {
    const start = this.#at;
    const sign = this.#text[this.#at] === '-' ? -1 : 1;
    if (/[+-]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    const digits = this.#match(NUMBER)?.replaceAll('_', '');
    if (digits === undefined) {
      this.#at = start;
      return undefined;
    }
    if (/[lL]/.test(this.#text[this.#at] ?? '')) this.#at += 1; // a long one of Python 2
    if (/\w/.test(this.#text[this.#at] ?? '')) this.#needsPython();
    if (digits.length > MAX_DIGITS) this.#fail('this number is too long');
    if (/^0\d/.test(digits) && !/[.eE]/.test(digits) && /[1-9]/.test(digits))
      this.#fail(`${digits} is another number in each Python: write it without the 0`);
    if (/^0[xob]/i.test(digits) || /^\d+$/.test(digits)) return times(BigInt(digits), sign);
    const value = sign * Number(digits);
    if (!Number.isFinite(value)) this.#fail('this number is too large');
    return value;
  }

  #constant(): Literal {
    const start = this.#at;
    const name = this.#match(NAME);
    if (name === 'True') return true;
    if (name === 'False') return false;
    if (name === 'None') return null;
    this.#at = start;
    return this.#needsPython();
  }

  #isEnd(): boolean {
    return this.#at === this.#text.length || this.#text[this.#at] === '\n';
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Counted on from where it was asked for last. */
  #line(): number {
    const { at, line } = this.#counted.at <= this.#at ? this.#counted : { at: 0, line: 1 };
    this.#counted = { at: this.#at, line: line + this.#text.slice(at, this.#at).split('\n').length - 1 };
    return this.#counted.line;
  }

  #needsPython(): never {
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0].slice(0, 64);
    return this.#fail(
      word === undefined
        ? 'a value is missing'
        : `'${word}' needs Python: a setting is a name, =, and a literal (text, number, True, False, None, list, tuple, dictionary)`,
    );
  }

  #fail(message: string): never {
    throw new PythonError(message, this.#line());
  }
}

const ESCAPE = /\\(?:([0-7]{1,3})|(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})|([\s\S]))/y;
const ESCAPES: Record<string, string> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function times(one: number | bigint, other: number | bigint): number | bigint {
  const isWhole = (value: number | bigint): boolean => typeof value === 'bigint' || Number.isInteger(value);
  if (!isWhole(one) || !isWhole(other)) return Number(one) * Number(other);
  const product = BigInt(one) * BigInt(other);
  return Number.isSafeInteger(Number(product)) ? Number(product) : product;
}

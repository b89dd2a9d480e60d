import { Liquid } from 'liquidjs';

/** A text longer than this is none of a mail. */
const MAX_CHARACTERS = 100_000;
const MAX_RENDER_MS = 500;

/** Renders the texts of mails. */
export interface TemplateEngine {
  /** Throws where the template has a mistake; with `strict`, also where it names what there is not. */
  render(name: string, variables: object, options?: { strict: boolean }): string;
  /** Renders a template that is no file. */
  renderLine(template: string, variables: object): string;
}

/**
 * Django's syntax as templates of mails use it, on Liquid, whose templates reach no JavaScript: variables are never read as
 * templates, and give no more than their own fields (I24).
 */
export function templateEngine(templates: Readonly<Record<string, string>>): TemplateEngine {
  const liquid = new Liquid({
    templates: Object.fromEntries(Object.entries(templates).map(([name, text]) => [name, fromDjango(text)])),
    cache: true,
    ownPropertyOnly: true,
    strictFilters: true,
    lenientIf: true,
    jsTruthy: true,
    parseLimit: MAX_CHARACTERS * 4,
    renderLimit: MAX_RENDER_MS,
    memoryLimit: MAX_CHARACTERS * 100,
  });
  for (const [name, filter] of Object.entries(filters)) liquid.registerFilter(name, filter);
  return {
    render: (name, variables, { strict } = { strict: false }) =>
      liquid.renderFileSync(name, variables, { strictVariables: strict }) as string,
    renderLine: (template, variables) => liquid.parseAndRenderSync(template, variables) as string,
  };
}

const WORDS: Readonly<Record<string, string>> = {
  extends: 'layout',
  empty: 'else',
  elif: 'elsif',
  endblocktrans: '',
  blocktrans: '',
  endautoescape: '',
  autoescape: '',
  load: '',
};

/** The tags of Django that Liquid has under another name, or does not need. */
function fromDjango(text: string): string {
  return text
    .replaceAll(/\{#[^\n]*?#\}/g, '')
    .replaceAll(/\{%-?\s*trans\s+("[^"\n]*"|'[^'\n]*')\s*-?%\}/g, '{{ $1 }}')
    .replaceAll(/(\{%-?\s*)(\w+)([^%]*%\})/g, (tag, open: string, word: string, rest: string) => {
      const other = Object.hasOwn(WORDS, word) ? WORDS[word] : word;
      return other === '' ? '' : other === word ? tag : open + String(other) + rest;
    })
    .replaceAll(/\{[{%][^{}]*[}%]\}/g, (part) =>
      part.replaceAll('forloop.counter0', 'forloop.index0').replaceAll('forloop.counter', 'forloop.index'),
    );
}

const isNone = (value: unknown): boolean => value === null || value === undefined;
const textOf = (value: unknown): string => (isNone(value) ? '' : String(value));
const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

type Filter = (value: unknown, argument?: string) => unknown;

const filters: Readonly<Record<string, Filter>> = {
  date: (value, format = 'd/m/Y') => djangoDate(value, format),
  default_if_none: (value, other) => (isNone(value) ? other : value),
  format_inf: (value) => (textOf(value) === '9223372036854775807' ? 'Inf' : value),
  upper: (value) => textOf(value).toUpperCase(),
  lower: (value) => textOf(value).toLowerCase(),
  title: (value) => textOf(value).split(' ').map(capitalized).join(' '),
  capfirst: (value) => capitalized(textOf(value)),
  length: (value) => (Array.isArray(value) ? value.length : textOf(value).length),
  pluralize: (value, ending = 's') => {
    const [one = '', many = ''] = ending.includes(',') ? ending.split(',') : ['', ending];
    return Number(value) === 1 ? one : many;
  },
  yesno: (value, words = 'yes,no') => {
    const [yes, no, none = no] = words.split(',');
    return isNone(value) ? none : value ? yes : no;
  },
  // Mails are text: the page that some mail programs show is made of it afterwards, and escapes all of it.
  safe: (value) => value,
  escape: (value) => value,
};

const two = (number: number): string => String(number).padStart(2, '0');
const named = (date: Date, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(date);

/** Letters of Django's dates, in UTC. */
const DATE_LETTERS: Readonly<Record<string, (date: Date) => string>> = {
  d: (date) => two(date.getUTCDate()),
  j: (date) => String(date.getUTCDate()),
  m: (date) => two(date.getUTCMonth() + 1),
  n: (date) => String(date.getUTCMonth() + 1),
  y: (date) => two(date.getUTCFullYear() % 100),
  Y: (date) => String(date.getUTCFullYear()),
  H: (date) => two(date.getUTCHours()),
  G: (date) => String(date.getUTCHours()),
  i: (date) => two(date.getUTCMinutes()),
  s: (date) => two(date.getUTCSeconds()),
  D: (date) => named(date, { weekday: 'short' }),
  l: (date) => named(date, { weekday: 'long' }),
  M: (date) => named(date, { month: 'short' }),
  F: (date) => named(date, { month: 'long' }),
  T: () => 'UTC',
};

function djangoDate(value: unknown, format: string): string {
  if (!(value instanceof Date)) return '';
  return format.replaceAll(/\\(.)|(\w)/g, (part, escaped: string | undefined, letter: string | undefined) =>
    letter === undefined ? (escaped ?? part) : (DATE_LETTERS[letter]?.(value) ?? part),
  );
}

import { usageError } from './command-error.ts';
import { boolOf } from './options.ts';

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=';

/** One condition of `--filter-by`. */
export interface Condition {
  field: string;
  operator: Operator;
  wanted: string;
}

/** What kind of values a column has: `id=1` means the number one, and only a yes-or-no column reads `1` as true. */
export type ColumnKind = 'number' | 'text' | 'flag' | 'time';

// Longest first, so that `>=` is not read as `>`. `=>` and `=<` are the original's other spellings.
const OPERATORS: [text: string, operator: Operator][] = [
  ['!=', '!='],
  ['>=', '>='],
  ['=>', '>='],
  ['<=', '<='],
  ['=<', '<='],
  ['=', '='],
  ['>', '>'],
  ['<', '<'],
];

/** Reads conditions with commas between them; one without an operator is a wrong line. */
export function parseFilter(text: string): Condition[] {
  return text === '' ? [] : text.split(',').map(parseCondition);
}

function parseCondition(text: string): Condition {
  let best: { at: number; text: string; operator: Operator } | undefined;
  for (const [spelling, operator] of OPERATORS) {
    const at = text.indexOf(spelling);
    if (at > 0 && (best === undefined || at < best.at)) best = { at, text: spelling, operator };
  }
  if (best === undefined) throw usageError(`'${text}' is not a condition: write it as field=value.`);
  return {
    field: text.slice(0, best.at).trim(),
    operator: best.operator,
    wanted: text.slice(best.at + best.text.length),
  };
}

/** Whether the condition asks for rows that have no value there. */
export function meansNone({ wanted }: Condition): boolean {
  return wanted === 'None' || wanted === '';
}

/**
 * What a condition compares with, in the type of its column: number, text, boolean, or the time as ISO 8601 text. Undefined when
 * no value can equal it, as with None. `active=maybe`, `id=abc` are wrong lines.
 */
export function wantedValue(condition: Condition, kind: ColumnKind): string | number | boolean | undefined {
  const { field, wanted } = condition;
  if (kind === 'text') return wanted;
  const value = kind === 'number' ? numberOf(wanted) : kind === 'flag' ? boolOf(wanted) : timeOf(wanted);
  if (value === undefined && wanted !== 'None')
    throw usageError(`'${wanted}' is not ${NOUNS[kind]}, as ${field} is.`);
  return value;
}

const NOUNS = { number: 'a number', flag: 'True or False', time: 'a time such as 2026-01-31T12:00Z' };

function numberOf(wanted: string): number | undefined {
  const number = Number(wanted);
  return wanted.trim() === '' || Number.isNaN(number) ? undefined : number;
}

function timeOf(wanted: string): string | undefined {
  const time = Date.parse(wanted);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** The kind of a column as its values show it; undefined for a value that is not there. */
function kindOf(value: unknown): ColumnKind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  if (typeof value === 'boolean') return 'flag';
  return value instanceof Date ? 'time' : 'text';
}

/** Whether a value meets a condition, compared by the *value's* type. */
export function matches(value: unknown, condition: Condition): boolean {
  const kind = kindOf(value);
  if (kind === undefined)
    return meansNone(condition) ? holds(condition.operator, 0) : condition.operator === '!=';
  const wanted = wantedValue(condition, kind);
  if (wanted === undefined) return condition.operator === '!=';
  if (typeof wanted === 'number' || typeof wanted === 'boolean')
    return holds(condition.operator, Number(value) - Number(wanted));
  const text = value instanceof Date ? value.toISOString() : String(value);
  return holds(condition.operator, text === wanted ? 0 : text < wanted ? -1 : 1);
}

/** Whether an operator holds for the order of two values. */
export function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
  }
}

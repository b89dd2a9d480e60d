import { CommandError } from '../command.ts';

type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=';

/** One condition of `--filter-by`. */
export interface Condition {
  field: string;
  operator: Operator;
  wanted: string;
}

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

/** Reads conditions with commas between them; throws CommandError for one without an operator. */
export function parseFilter(text: string): Condition[] {
  return text === '' ? [] : text.split(',').map(parseCondition);
}

function parseCondition(text: string): Condition {
  let best: { at: number; text: string; operator: Operator } | undefined;
  for (const [spelling, operator] of OPERATORS) {
    const at = text.indexOf(spelling);
    if (at > 0 && (best === undefined || at < best.at)) best = { at, text: spelling, operator };
  }
  if (best === undefined) throw new CommandError(`'${text}' is not a condition: write it as field=value.`);
  return {
    field: text.slice(0, best.at).trim(),
    operator: best.operator,
    wanted: text.slice(best.at + best.text.length),
  };
}

/** Throws CommandError when a value of this kind can never meet the condition: `active=maybe`, `id=abc`. */
export function refuseNonsense(value: unknown, { field, wanted }: Condition): void {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  if (!isNumber && typeof value !== 'boolean') return;
  if (compare(value, wanted) === undefined && wanted !== 'None')
    throw new CommandError(`'${wanted}' is not ${isNumber ? 'a number' : 'True or False'}, as ${field} is.`);
}

/**
 * Whether a value meets a condition, compared by the *value's* type: `id=1` means the number one, and only a boolean
 * column reads `1` as true.
 */
export function matches(value: unknown, { operator, wanted }: Condition): boolean {
  const order = compare(value, wanted);
  if (order === undefined) return operator === '!=';
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

function compare(value: unknown, wanted: string): number | undefined {
  if (value === null || value === undefined) return wanted === 'None' || wanted === '' ? 0 : undefined;
  if (typeof value === 'boolean') {
    const flag = parseFlag(wanted);
    return flag === undefined ? undefined : Number(value) - Number(flag);
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(wanted);
    return wanted.trim() === '' || Number.isNaN(number) ? undefined : Number(value) - number;
  }
  const text = value instanceof Date ? value.toISOString() : String(value);
  return text === wanted ? 0 : text < wanted ? -1 : 1;
}

/** The spellings of a boolean on the command line; undefined for anything else. */
export function parseFlag(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  if (['true', 'yes', 't', '1'].includes(lower)) return true;
  if (['false', 'no', 'f', '0'].includes(lower)) return false;
  return undefined;
}

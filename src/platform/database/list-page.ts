// How lists of any length are read: conditions, order and place become SQL, so that a page costs a page.
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { type ColumnKind, type Condition, holds, meansNone, wantedValue } from '../commands/filter.ts';
import type { Page, PageRequest } from '../commands/page.ts';

/** A column of a list, as SQL has it. */
export interface ListColumn {
  readonly kind: ColumnKind;
  readonly value: RawBuilder<unknown>;
}

type Columns = Readonly<Record<string, ListColumn>>;

/** Describes what a list can be filtered and ordered by: `number('u.id')`, or an expression of one's own. */
export const listColumn = {
  number: (value: string | RawBuilder<unknown>): ListColumn => ({ kind: 'number', value: reference(value) }),
  text: (value: string | RawBuilder<unknown>): ListColumn => ({
    kind: 'text',
    value: sql`${reference(value)}::text collate "C"`,
  }),
  flag: (value: string | RawBuilder<unknown>): ListColumn => ({ kind: 'flag', value: reference(value) }),
  time: (value: string | RawBuilder<unknown>): ListColumn => ({ kind: 'time', value: reference(value) }),
};

function reference(value: string | RawBuilder<unknown>): RawBuilder<unknown> {
  return typeof value === 'string' ? sql.ref(value) : value;
}

/** What no two rows of a list share: a column of whole numbers, or one with a column of text beside it. */
export type ListKey = string | { number: string; text: string };

/** One page of a query that selects whole rows. Rows come in the order of the key unless the request names another. */
export async function readPage<DB, Tables extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  columns: Columns,
  key: ListKey,
  { conditions, order, after, limit }: PageRequest,
): Promise<Page<Row>> {
  const by = order === undefined ? undefined : orderOf(columnOf(columns, order));
  const keys = typeof key === 'string' ? [sql.ref(key)] : [sql.ref(key.number), sql.ref(key.text)];
  let page = query
    .select(sql<string>`concat_ws(' ', ${sql.join(keys)})`.as('page_key'))
    .select(sql<string | null>`${by === undefined ? sql`null` : sql`(${by.value})::text`}`.as('page_value'))
    .limit(limit);
  for (const condition of conditions)
    page = page.where(conditionOf(columnOf(columns, condition.field), condition));
  if (after !== undefined) page = page.where(behind(by, keys, after));
  if (by !== undefined) page = page.orderBy(by.value, (direction) => direction.asc().nullsLast());
  for (const column of keys) page = page.orderBy(column);
  const found = (await page.execute()) as Placed<Row>[];
  const last = found.at(-1);
  const rows = found.map(({ page_key: _key, page_value: _value, ...row }) => row as unknown as Row);
  if (last === undefined || found.length < limit) return { rows };
  return { rows, next: { value: last.page_value, key: last.page_key } };
}

type Placed<Row> = Row & { page_key: string; page_value: string | null };

function columnOf(columns: Columns, name: string): ListColumn {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (column === undefined) throw new Error(`${name} is no column of this list`);
  return column;
}

const TYPES = { number: sql`numeric`, text: sql`text`, flag: sql`boolean`, time: sql`timestamptz` };

interface Order {
  value: RawBuilder<unknown>;
  type: RawBuilder<unknown>;
}

/** Names are ordered without regard to case. */
function orderOf({ kind, value }: ListColumn): Order {
  return { value: kind === 'text' ? sql`lower(${value})` : value, type: TYPES[kind] };
}

/** Rows after the last one of the page before; those without a value come at the end. */
function behind(
  by: Order | undefined,
  keys: readonly RawBuilder<unknown>[],
  after: { value: string | null; key: string },
): RawBuilder<boolean> {
  const [number = '', text = ''] = after.key.split(/ (.*)/s);
  const last = keys.length === 1 ? [sql`${number}::bigint`] : [sql`${number}::bigint`, sql`${text}::text`];
  const later = sql<boolean>`(${sql.join(keys)}) > (${sql.join(last)})`;
  if (by === undefined) return later;
  if (after.value === null) return sql`(${by.value} is null and ${later})`;
  const value = sql`${after.value}::${by.type}`;
  return sql`(${by.value} > ${value} or ${by.value} is null or (${by.value} = ${value} and ${later}))`;
}

/** The same answer as `matches` gives of a value in memory. */
function conditionOf({ kind, value }: ListColumn, condition: Condition): RawBuilder<boolean> {
  const { operator } = condition;
  const wanted = wantedValue(condition, kind);
  const compared = kind === 'time' ? sql`date_trunc('milliseconds', ${value})` : value;
  const ofNone = meansNone(condition) ? holds(operator, 0) : operator === '!=';
  const ofValue =
    wanted === undefined
      ? sql`${operator === '!='}::boolean`
      : sql`${compared} ${OPERATORS[operator]} ${parameter(kind, condition.wanted, wanted)}`;
  return sql<boolean>`(case when ${value} is null then ${ofNone}::boolean else ${ofValue} end)`;
}

const OPERATORS = { '=': sql`=`, '!=': sql`<>`, '>': sql`>`, '>=': sql`>=`, '<': sql`<`, '<=': sql`<=` };

/** A whole number is compared digit by digit, also where a JavaScript number is not exact. */
function parameter(kind: ColumnKind, word: string, wanted: string | number | boolean): RawBuilder<unknown> {
  if (kind !== 'number') return sql`${wanted}::${TYPES[kind]}`;
  const digits = word.trim();
  if (/^-?\d{1,18}$/.test(digits)) return sql`${digits}::bigint`;
  return sql`${/^-?\d+$/.test(digits) ? digits : String(wanted)}::numeric`;
}

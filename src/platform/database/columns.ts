// Columns are `user_id` in SQL and `userId` in the code: stores name them so where they ask, and rows come as they are used.
import type { Insertable, Selectable, Updateable } from 'kysely';

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

type Snake<Name extends string> = Name extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}`
  : Name;

type InCamelCase<Values> = { [Name in keyof Values as Camel<Name & string>]: Values[Name] };

/** A row of a table as the code sees it. */
export type RowOf<Table> = InCamelCase<Selectable<Table>>;

/** A new row: what the database fills by itself may be left out. */
export type NewRowOf<Table> = InCamelCase<Insertable<Table>>;

/** The columns of a row that change. */
export type ChangeOf<Table> = InCamelCase<Updateable<Table>>;

/** Values as the code has them, under the names of their columns. */
export type ColumnsOf<Values> = { [Name in keyof Values as Snake<Name & string>]: Values[Name] };

type Aliased<Table extends string, Names extends readonly string[]> = {
  [Index in keyof Names]: `${Table}.${Names[Index]} as ${Camel<Names[Index]>}`;
};

/** What to select or return: each column of a table (or of its alias) under its name in the code. */
export function columns<const Table extends string, const Names extends readonly string[]>(
  table: Table,
  names: Names,
): Aliased<Table, Names> {
  return names.map((name) => `${table}.${name} as ${camelCase(name)}`) as unknown as Aliased<Table, Names>;
}

/** Values to insert or set, by column. */
export function toColumns<Values extends object>(values: Values): ColumnsOf<Values> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [snakeCase(name), value as unknown]),
  ) as ColumnsOf<Values>;
}

function camelCase(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

import type { ColumnKind, Condition } from './filter.ts';

/** A part of a list, as a store is asked for it: what is known about columns is said in `list-page.ts`. */
export interface PageRequest {
  /** All of them hold for each row. */
  conditions: readonly Condition[];
  /** Column to order by; without one, and within one value, by the list's own key. */
  order?: string;
  /** Where the page before ended. */
  after?: Cursor;
  /** Rows at most. */
  limit: number;
}

/** The place of the last row of a page: the value ordered by, as SQL writes it, and the list's key. */
export interface Cursor {
  value: string | null;
  key: string;
}

/** `next` is there when there may be more rows. */
export interface Page<Row> {
  rows: Row[];
  next?: Cursor;
}

/** What a command must know of the columns that a store can filter and order by. */
export type KnownColumns = Readonly<Record<string, { readonly kind: ColumnKind }>>;

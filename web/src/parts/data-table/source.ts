import { useMemo } from 'react';
import { inOrder, type Sort } from '../sort.ts';

/** Where a table has its rows from: a list that is there already, or windows of a list that the server keeps. */
export interface Source<Row> {
  /** How many rows match; undefined until it is known. */
  total: number | undefined;
  /** How many there are without the filter, where that is known. */
  unfiltered?: number;
  /** Why nothing is known; null while it may still come. */
  error: unknown;
  /** What is shown is of an earlier question, and the answer to this one is on its way. */
  late: boolean;
  refetch: () => void;
  key: (row: Row) => string;
  /** The row at a place in the order; undefined while it is not here. */
  row: (at: number) => Row | undefined;
  /** To be told which rows somebody looks at, first and last. */
  look: (first: number, last: number) => void;
  /** All rows of a range, fetched where they are not here. */
  rows: (from: number, to: number) => Promise<Row[]>;
  /** The row as it is now, undefined when it is gone; only where that is known of all rows. */
  current?: (key: string) => Row | undefined;
}

export interface ArraySourceOptions<Row, Column extends string> {
  /** All there are; undefined until they are known. */
  rows: readonly Row[] | undefined;
  key: (row: Row) => string;
  matches: (row: Row) => boolean;
  sort: Sort<Column>;
  /** What each column compares. */
  order: Record<Column, (row: Row) => string | number>;
  error: unknown;
  refetch: () => void;
}

/** A source over a list that is whole in this page. `key`, `matches` and `order` should stay the same between drawings. */
export function useArraySource<Row, Column extends string>(
  options: ArraySourceOptions<Row, Column>,
): Source<Row> {
  const { rows, key, matches, sort, order, error, refetch } = options;
  const { by, down } = sort;
  return useMemo(() => {
    const shown = rows === undefined ? [] : inOrder(rows.filter(matches), { by, down }, order);
    const byKey = new Map(shown.map((row) => [key(row), row]));
    return {
      total: rows === undefined ? undefined : shown.length,
      ...(rows === undefined ? {} : { unfiltered: rows.length }),
      error: rows === undefined ? error : null,
      late: false,
      refetch,
      key,
      row: (at) => shown[at],
      look: () => undefined,
      rows: (from, to) => Promise.resolve(shown.slice(from, to)),
      current: (wanted) => byKey.get(wanted),
    };
  }, [rows, key, matches, by, down, order, error, refetch]);
}

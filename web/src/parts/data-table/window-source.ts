import { hashKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Key } from '../../api/keys.ts';
import type { Source } from './source.ts';

/** Rows asked for at once. */
const WINDOW = 200;
/** Windows out of sight are forgotten after so long, so that a list of any length takes the memory of a few. */
const FORGET_AFTER_MS = 10_000;
/** Who scrolls far passes windows that nobody wants to see. */
const SETTLE_MS = 60;

export interface WindowAnswer<Row> {
  total: number;
  rows: Row[];
}

export interface WindowSourceOptions<Row, Answer extends WindowAnswer<Row>> {
  /** Names the list with all that its answers depend on, order and filter too. */
  queryKey: Key;
  key: (row: Row) => string;
  /** Reads rows from `offset` on, at most `limit`. */
  read: (offset: number, limit: number, signal: AbortSignal) => Promise<Answer>;
  /** How many there are without the filter, where that is known. */
  unfiltered?: number;
  staleTime?: number;
}

interface Shown<Row> {
  hash: string;
  total: number;
  row: (at: number) => Row | undefined;
}

/** A source over a list that the server filters and orders: only the windows that somebody looks at are held. */
export function useWindowSource<Row, Answer extends WindowAnswer<Row> = WindowAnswer<Row>>(
  options: WindowSourceOptions<Row, Answer>,
): Source<Row> & { newest: Answer | undefined } {
  const { queryKey, key, read, unfiltered, staleTime = 5_000 } = options;
  const client = useQueryClient();
  const hash = hashKey(queryKey);
  const [seen, setSeen] = useState({ hash, first: 0, last: 0 });
  // Another order or filter begins at its top.
  const near = seen.hash === hash ? seen : { first: 0, last: 0 };
  const offsets = offsetsOf(near.first, near.last);
  const queryOf = (offset: number) => ({
    queryKey: [...queryKey, { offset }],
    queryFn: ({ signal }: { signal: AbortSignal }) => read(offset, WINDOW, signal),
    staleTime,
    gcTime: FORGET_AFTER_MS,
  });
  const windows = useQueries({ queries: offsets.map(queryOf) });
  const known = windows.filter(({ data }) => data !== undefined);
  const newest = known.toSorted((one, other) => other.dataUpdatedAt - one.dataUpdatedAt)[0]?.data;
  const failed = windows.find(({ error }) => error !== null);
  const before = useRef<Shown<Row>>(undefined);
  const answers = new Map(windows.map(({ data }, at) => [offsets[at] ?? 0, data]));
  const version = windows.map(({ dataUpdatedAt }) => dataUpdatedAt).join();
  const shown = useMemo((): Shown<Row> | undefined => {
    const total = newest?.total ?? (before.current?.hash === hash ? before.current.total : undefined);
    // Until the first answer what was shown before stays.
    if (total === undefined) return failed === undefined ? before.current : undefined;
    return {
      hash,
      total,
      row: (at) => answers.get(at - (at % WINDOW))?.rows[at % WINDOW],
    };
    // The answers change with their versions; the list of them is a new one at every drawing.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [hash, version, offsets.join(), failed === undefined]);
  useEffect(() => {
    before.current = shown;
  }, [shown]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const look = useCallback(
    (first: number, last: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setSeen({ hash, first, last }), SETTLE_MS);
    },
    [hash],
  );
  const refetch = () => void client.refetchQueries({ queryKey, type: 'active' });
  const rows = async (from: number, to: number): Promise<Row[]> => {
    const found: Row[] = [];
    for (const offset of offsetsOf(from, to - 1)) {
      const answer = await client.fetchQuery(queryOf(offset));
      found.push(...answer.rows.slice(Math.max(0, from - offset), to - offset));
    }
    return found;
  };
  return {
    total: shown?.total,
    ...(unfiltered === undefined ? {} : { unfiltered }),
    error: shown === undefined && failed !== undefined ? failed.error : null,
    late: shown !== undefined && shown.hash !== hash,
    refetch,
    key,
    row: shown?.row ?? (() => undefined),
    newest,
    look,
    rows,
  };
}

/** Where the windows begin that hold rows `first` to `last`. */
function offsetsOf(first: number, last: number): number[] {
  const from = Math.floor(first / WINDOW);
  const to = Math.max(from, Math.floor(last / WINDOW));
  return Array.from({ length: to - from + 1 }, (_, at) => (from + at) * WINDOW);
}

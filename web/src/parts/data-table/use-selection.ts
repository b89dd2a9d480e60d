import { useState } from 'react';
import type { Source } from './source.ts';

/** The ticked rows of a table. */
export interface Selection<Row> {
  count: number;
  /** All rows that match are meant, also those that are not here. */
  all: boolean;
  has: (key: string) => boolean;
  /** Why the last order for a row was refused. */
  reasonOf: (key: string) => string | undefined;
  /** The ticked rows that are here, as they are now; all of them unless `all`. */
  known: Row[];
  /** All ticked rows, fetched where they are not here. */
  load: () => Promise<Row[]>;
  /** Ticks or unticks the row at a place; with `range` all from the one before to this one alike. */
  toggle: (at: number, range: boolean) => void;
  toggleAll: () => void;
  tickAll: () => void;
  clear: () => void;
  /** After an order: the rows that it was refused for stay ticked, each with its reason. */
  settle: (refused: ReadonlyMap<Row, string>) => void;
}

interface State<Row> {
  /** All but these, or these only. */
  all: boolean;
  rows: ReadonlyMap<string, Row>;
  reasons: ReadonlyMap<string, string>;
  last: number;
}

const NOTHING = {
  all: false,
  rows: new Map<string, never>(),
  reasons: new Map<string, string>(),
  last: 0,
};

/** What is ticked. It is forgotten when `scope` changes, so that nothing is acted on that is out of sight. */
export function useSelection<Row>(source: Source<Row>, scope: string): Selection<Row> {
  const [of, setOf] = useState<{ scope: string; state: State<Row> }>({ scope, state: NOTHING });
  const state = of.scope === scope ? of.state : NOTHING;
  const setState = (next: State<Row>) => setOf({ scope, state: next });
  const { all, rows, reasons } = state;
  const current = (row: Row) => (source.current === undefined ? row : source.current(source.key(row)));
  const byKey = (some: Row[]) => new Map(some.map((row) => [source.key(row), row]));
  const known = all ? [] : [...rows.values()].map(current).filter((row) => row !== undefined);
  const has = (key: string) => rows.has(key) !== all;
  const total = source.total ?? 0;
  const count = all ? Math.max(0, total - rows.size) : known.length;
  const tickAll = () => {
    // A list that is whole here is ticked row by row: it is known of each what can be done with it.
    if (source.current === undefined) setState({ ...NOTHING, all: true });
    else void source.rows(0, total).then((found) => setState({ ...NOTHING, rows: byKey(found) }));
  };
  return {
    count,
    all,
    has,
    reasonOf: (key) => reasons.get(key),
    known,
    async load() {
      if (!all) return known;
      return (await source.rows(0, total)).filter((row) => has(source.key(row)));
    },
    toggle(at, range) {
      const row = source.row(at);
      if (row === undefined) return;
      const tick = !has(source.key(row));
      const apply = (found: readonly Row[]) =>
        setOf((old) => {
          const before = old.scope === scope ? old.state : NOTHING;
          const changed = new Map<string, Row>(before.rows);
          for (const each of found) {
            if (tick === before.all) changed.delete(source.key(each));
            else changed.set(source.key(each), each);
          }
          return { scope, state: { ...NOTHING, all: before.all, rows: changed, last: at } };
        });
      // One is ticked at once: it is here, and the list may be being read again.
      if (!range) return apply([row]);
      void source.rows(Math.min(at, state.last), Math.max(at, state.last) + 1).then(apply);
    },
    tickAll,
    toggleAll: () => (count === total ? setState(NOTHING) : tickAll()),
    clear: () => setState(NOTHING),
    settle: (refused) =>
      setState({
        ...NOTHING,
        rows: byKey([...refused.keys()]),
        reasons: new Map([...refused].map(([row, reason]) => [source.key(row), reason])),
      }),
  };
}

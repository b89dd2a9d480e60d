import type { Entry } from '../../api/files.ts';
import type { Source } from '../../parts/data-table/source.ts';

export type RowsInSight = Pick<Source<Entry>, 'row' | 'key'>;

/** The entry whose row an element lies in. */
export function entryUnder(target: EventTarget | null, rows: RowsInSight): Entry | undefined {
  const row = target instanceof Element ? target.closest('[data-row]') : null;
  const at = Number(row?.getAttribute('aria-rowindex')) - 2;
  return row === null || Number.isNaN(at) ? undefined : rows.row(at);
}

/** What a key of the page asks of the table that has the rows. */
export interface RowKey {
  deed: 'next' | 'previous' | 'select';
  /** All from the row that was acted on last to this one. */
  range: boolean;
}

const EVENT = 'row-key';

/** Hands a key to the page's table; false when there is none. */
export function tellTable(key: RowKey): boolean {
  const table = document.querySelector('#content [data-table]');
  table?.dispatchEvent(new CustomEvent(EVENT, { detail: key }));
  return table !== null;
}

/** Calls `listener` for keys handed to this table; returns how to stop. */
export function onRowKey(table: HTMLElement, listener: (key: RowKey) => void): () => void {
  const hear = (event: Event) => listener((event as CustomEvent<RowKey>).detail);
  table.addEventListener(EVENT, hear);
  return () => table.removeEventListener(EVENT, hear);
}

import type { ReactNode } from 'react';

/** What a cell is told besides its row. */
export interface CellContext {
  /** Why the last order for the row was refused. */
  reason: string | undefined;
}

/** A column of a table, as data. */
export interface Column<Row> {
  id: string;
  /** Stands in the head, and in the list of columns to choose from. */
  head: string;
  /** In pixels. The one column that `grows` has at least so much. */
  width: number;
  grows?: boolean;
  align?: 'end';
  cell: (row: Row, context: CellContext) => ReactNode;
  sortable?: boolean;
  /** May be switched off; is left out by itself where there is no room. `hidden`: shown only when it was chosen. */
  hideable?: boolean;
  hidden?: boolean;
  /** Its place in the row of a phone: the first line, a part of the second, beside both, or the last. Without one it is not shown there. */
  phone?: 'title' | 'fact' | 'beside' | 'actions';
}

/** Which columns were switched on and off by hand. */
export type ColumnChoice = ReadonlyMap<string, boolean>;

/** A choice as the browser keeps it: "+tags,-disk". */
export function choiceOf(text: string | undefined): ColumnChoice {
  const parts = (text ?? '').split(',').filter((part) => /^[+-]./.test(part));
  return new Map(parts.map((part) => [part.slice(1), part.startsWith('+')]));
}

export function choiceText(choice: ColumnChoice): string {
  return [...choice].map(([id, on]) => `${on ? '+' : '-'}${id}`).join(',');
}

export function isChosen(column: Pick<Column<never>, 'id' | 'hideable' | 'hidden'>, choice: ColumnChoice) {
  return column.hideable !== true || (choice.get(column.id) ?? column.hidden !== true);
}

/** The chosen columns that have room in `width` pixels: the last ones that may be hidden are left out first. */
export function fittingColumns<Row>(
  columns: readonly Column<Row>[],
  choice: ColumnChoice,
  width: number,
): Column<Row>[] {
  let shown = columns.filter((column) => isChosen(column, choice));
  const sum = () => shown.reduce((total, column) => total + column.width, 0);
  while (sum() > width) {
    const last = shown.findLast(({ hideable }) => hideable);
    if (last === undefined) break;
    shown = shown.filter((column) => column !== last);
  }
  return shown;
}

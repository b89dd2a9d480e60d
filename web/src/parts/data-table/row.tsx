import { say } from '#text/table';
import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import type { Column } from './columns.ts';
import styles from './data-table.module.css';

interface TableRowProps<Row> {
  at: number;
  row: Row;
  name: string;
  height: number;
  columns: readonly Column<Row>[];
  /** What the second line says, on a phone. */
  facts: readonly Column<Row>[] | undefined;
  /** Undefined where no row can be ticked. */
  ticked: boolean | undefined;
  reason: string | undefined;
  onTick: (at: number, range: boolean) => void;
}

function PlainRow<Row>(props: TableRowProps<Row>) {
  const { at, row, name, height, columns, facts, ticked, reason, onTick } = props;
  return (
    <tr data-row aria-rowindex={at + 2} aria-selected={ticked === true} style={{ height }} tabIndex={-1}>
      {ticked !== undefined && (
        <td>
          <Checkbox
            size="xs"
            aria-label={say.select({ name })}
            checked={ticked}
            onClick={(event) => onTick(at, event.shiftKey)}
            readOnly
          />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.id} className={column.align}>
          {column.cell(row, { reason })}
          {facts !== undefined && column.phone === 'title' && (
            <span className={styles['facts']}>
              {reason ?? facts.map(({ id, cell }) => <span key={id}>{cell(row, { reason })}</span>)}
            </span>
          )}
        </td>
      ))}
    </tr>
  );
}

/** One row, drawn again only when something of it has changed. */
export const TableRow = memo(PlainRow) as typeof PlainRow;

/** In place of a row that is on its way. */
export function GhostRow({ at, height, span }: { at: number; height: number; span: number }) {
  return (
    <tr data-row aria-rowindex={at + 2} aria-busy style={{ height }} tabIndex={-1}>
      <td colSpan={span}>
        <span className={styles['ghost']} />
        <span className="visually-hidden">{say.loading}</span>
      </td>
    </tr>
  );
}

/** The room of rows that are not drawn. */
export function Gap({ rows, height }: { rows: number; height: number }) {
  return rows <= 0 ? null : <tr aria-hidden style={{ height: rows * height }} />;
}

import { useCallbackRef } from '@mantine/hooks';
import { Fragment, useMemo, useRef, useState, type ReactNode } from 'react';
import { keep, kept } from '../kept.ts';
import { usePhone } from '../phone.ts';
import { sortText } from '../sort.ts';
import { choiceOf, choiceText, type Column, fittingColumns } from './columns.ts';
import styles from './data-table.module.css';
import { PhoneHead, TableHead } from './head.tsx';
import { ListStates, type ListStatesProps } from './list-states.tsx';
import { Gap, GhostRow, TableRow } from './row.tsx';
import type { Source } from './source.ts';
import type { TableState } from './table-search.ts';
import { useRowFocus } from './use-row-focus.ts';
import { type Selection, useSelection } from './use-selection.ts';
import { placesOf, useVisibleRows } from './use-visible-rows.ts';
import { useWidth } from './use-width.ts';

const ROW_HEIGHT = 48;
const PHONE_ROW_HEIGHT = 64;
const TICK_WIDTH = 52;

export interface DataTableProps<Row, ColumnId extends string> extends ListStatesProps {
  /** Names the table among all: the chosen columns are kept under it. */
  id: string;
  /** What the table is called by a screen reader. */
  label: string;
  columns: readonly Column<Row>[];
  source: Source<Row>;
  state: TableState<ColumnId>;
  /** What one row is called by those who cannot see it. */
  nameOf: (row: Row) => string;
  /** The bar over the table while rows are ticked; without it none can be. */
  bulk?: (selection: Selection<Row>) => ReactNode;
  /** What the rows lie in, such as a folder: another one begins with nothing ticked. */
  scope?: string;
}

/** Any list of things: columns as data, rows from a source, as many as there are. */
export function DataTable<Row, ColumnId extends string>(props: DataTableProps<Row, ColumnId>): ReactNode {
  return <ListStates {...props}>{(total) => <Rows {...props} total={total} />}</ListStates>;
}

function Rows<Row, ColumnId extends string>(props: DataTableProps<Row, ColumnId> & { total: number }) {
  const { id, label, columns, source, state, bulk, total, nameOf, counted } = props;
  // A phone has rows of two lines: a table would need to be pushed sideways.
  const phone = usePhone();
  const height = phone ? PHONE_ROW_HEIGHT : ROW_HEIGHT;
  const [chosen, setChosen] = useState(() => kept(`columns-${id}`));
  const choice = useMemo(() => choiceOf(chosen), [chosen]);
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame) - (bulk === undefined ? 0 : TICK_WIDTH);
  const shown = useMemo(
    () =>
      phone
        ? columns.filter((column) => column.phone !== undefined && column.phone !== 'fact')
        : fittingColumns(columns, choice, width > 0 ? width : Infinity),
    [columns, choice, width, phone],
  );
  const facts = useMemo(
    () => (phone ? columns.filter((column) => column.phone === 'fact') : undefined),
    [columns, phone],
  );
  const scope = [props.scope, state.filter, props.hiding?.text].join('\n');
  const selection = useSelection(source, scope);
  const body = useRef<HTMLTableSectionElement>(null);
  const range = useVisibleRows(body, total, height, source.look);
  const { table, active } = useRowFocus(total, range, selection, `${scope}\n${sortText(state.sort)}`);
  const onTick = useCallbackRef(selection.toggle);
  const head = {
    columns,
    shown,
    state,
    total,
    counted,
    selection: bulk === undefined ? undefined : selection,
  };
  const span = shown.length + (bulk === undefined ? 0 : 1);
  const places = placesOf(range, active, total);
  return (
    <>
      <div ref={frame} className={props.bare === true ? styles['bare'] : styles['frame']}>
        <table
          ref={table}
          className={styles['table']}
          aria-label={label}
          aria-rowcount={total + 1}
          aria-busy={source.late}
          data-table={id}
        >
          {phone ? (
            <PhoneHead {...head} />
          ) : (
            <TableHead
              {...head}
              choice={choice}
              onChoice={(changed) => {
                keep(`columns-${id}`, choiceText(changed));
                setChosen(choiceText(changed));
              }}
            />
          )}
          <tbody ref={body}>
            {places.map((at, place) => {
              const row = source.row(at);
              return (
                <Fragment key={row === undefined ? at : source.key(row)}>
                  <Gap rows={at - ((places[place - 1] ?? -1) + 1)} height={height} />
                  {row === undefined ? (
                    <GhostRow at={at} height={height} span={span} />
                  ) : (
                    <TableRow
                      at={at}
                      row={row}
                      name={nameOf(row)}
                      height={height}
                      columns={shown}
                      facts={facts}
                      ticked={bulk === undefined ? undefined : selection.has(source.key(row))}
                      reason={selection.reasonOf(source.key(row))}
                      onTick={onTick}
                    />
                  )}
                </Fragment>
              );
            })}
            <Gap rows={total - ((places.at(-1) ?? -1) + 1)} height={height} />
          </tbody>
        </table>
      </div>
      {bulk !== undefined && selection.count > 0 && (
        <>
          <div className={styles['underBulk']} />
          {bulk(selection)}
        </>
      )}
    </>
  );
}

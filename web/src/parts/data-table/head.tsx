import { say } from '#text/table';
import { ActionIcon, Checkbox, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconColumns3, IconSelector } from '@tabler/icons-react';
import { type Column, type ColumnChoice, isChosen } from './columns.ts';
import styles from './data-table.module.css';
import type { TableState } from './table-search.ts';
import type { Selection } from './use-selection.ts';

export interface HeadProps<Row, ColumnId extends string> {
  columns: readonly Column<Row>[];
  shown: readonly Column<Row>[];
  state: TableState<ColumnId>;
  /** Undefined where no row can be ticked. */
  selection: Selection<Row> | undefined;
  total: number;
  counted: (count: number) => string;
}

interface TableHeadProps<Row, ColumnId extends string> extends HeadProps<Row, ColumnId> {
  choice: ColumnChoice;
  onChoice: (choice: ColumnChoice) => void;
}

/** The head of a table: what can be ordered by is a button; over the actions stands the choice of columns. */
export function TableHead<Row, ColumnId extends string>(props: TableHeadProps<Row, ColumnId>) {
  const { columns, shown, state, selection } = props;
  return (
    <>
      <colgroup>
        {selection !== undefined && <col className={styles['check']} />}
        {shown.map(({ id, width, grows }) => (
          <col key={id} {...(grows === true ? {} : { style: { width } })} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {selection !== undefined && (
            <th scope="col">
              <TickAll {...props} selection={selection} />
            </th>
          )}
          {shown.map((column) => (
            <th
              key={column.id}
              scope="col"
              className={column.align}
              {...(state.sort.by === column.id && {
                'aria-sort': state.sort.down ? ('descending' as const) : ('ascending' as const),
              })}
            >
              {column.phone === 'actions' ? (
                <>
                  <span className="visually-hidden">{column.head}</span>
                  {columns.some(({ hideable }) => hideable) && <ColumnMenu {...props} />}
                </>
              ) : column.sortable === true ? (
                <SortButton column={column} state={state} />
              ) : (
                column.head
              )}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

function SortButton<Row, ColumnId extends string>({
  column: { id, head },
  state: { sort, setSort },
}: {
  column: Column<Row>;
  state: TableState<ColumnId>;
}) {
  const on = sort.by === id;
  const Arrow = !on ? IconSelector : sort.down ? IconArrowDown : IconArrowUp;
  return (
    <button
      type="button"
      className={styles['sort']}
      onClick={() => setSort({ by: id as ColumnId, down: on && !sort.down })}
    >
      {head}
      <Arrow size={14} aria-hidden />
    </button>
  );
}

function TickAll<Row, ColumnId extends string>({
  selection,
  total,
  counted,
}: HeadProps<Row, ColumnId> & { selection: Selection<Row> }) {
  return (
    <Checkbox
      size="xs"
      aria-label={say.selectAll({ what: counted(total) })}
      checked={selection.count === total}
      indeterminate={selection.count > 0 && selection.count < total}
      onChange={selection.toggleAll}
    />
  );
}

function ColumnMenu<Row, ColumnId extends string>(props: TableHeadProps<Row, ColumnId>) {
  const { columns, choice, onChoice } = props;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={26} aria-label={say.columns}>
          <IconColumns3 size={15} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say.columns}</Menu.Label>
        {columns
          .filter(({ hideable }) => hideable)
          .map((column) => {
            const on = isChosen(column, choice);
            return (
              <Menu.CheckboxItem
                key={column.id}
                checked={on}
                onChange={(now) => onChoice(new Map([...choice, [column.id, now]]))}
              >
                {column.head}
              </Menu.CheckboxItem>
            );
          })}
      </Menu.Dropdown>
    </Menu>
  );
}

/** On a phone the head has one line: tick all, and a menu of the orders. */
export function PhoneHead<Row, ColumnId extends string>(props: HeadProps<Row, ColumnId>) {
  const { columns, shown, state, selection } = props;
  const { sort, setSort } = state;
  const sortable = columns.filter((column) => column.sortable);
  const by = sortable.find(({ id }) => id === sort.by);
  const Arrow = sort.down ? IconArrowDown : IconArrowUp;
  return (
    <>
      <colgroup>
        {selection !== undefined && <col className={styles['check']} />}
        {shown.map(({ id, phone, width }) => (
          <col key={id} {...(phone === 'title' ? {} : { style: { width } })} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {selection !== undefined && (
            <th scope="col">
              <TickAll {...props} selection={selection} />
            </th>
          )}
          {by === undefined ? (
            <th scope="col" colSpan={shown.length}>
              {shown[0]?.head}
            </th>
          ) : (
            <th
              scope="col"
              colSpan={shown.length}
              aria-label={by.head}
              aria-sort={sort.down ? 'descending' : 'ascending'}
            >
              <Menu position="bottom-start">
                <Menu.Target>
                  <button type="button" className={styles['sort']}>
                    {by.head}
                    <Arrow size={14} aria-hidden />
                  </button>
                </Menu.Target>
                <Menu.Dropdown>
                  {sortable.map(({ id, head }) => (
                    <Menu.Item
                      key={id}
                      rightSection={sort.by === id ? <Arrow size={15} aria-hidden /> : undefined}
                      onClick={() => setSort({ by: id as ColumnId, down: sort.by === id && !sort.down })}
                    >
                      {head}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            </th>
          )}
        </tr>
      </thead>
    </>
  );
}

import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Column } from '../../parts/data-table/columns.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import type { Source } from '../../parts/data-table/source.ts';
import type { TableState } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { plainName } from '../../text/plain-name.ts';
import css from './admin.module.css';

/** Which rows are looked at: all, or those of one word. */
export interface Narrowing<Choice extends string> {
  label: string;
  choices: readonly Choice[];
  now: Choice | undefined;
  wordOf: (choice: Choice) => string;
  /** Undefined is all. */
  set: (choice: Choice | undefined) => void;
}

/** What else hides rows, and how to take it away. */
export interface Hiding {
  text: string;
  clear: () => void;
}

export interface CloudTableProps<Row, Sorted extends string, Choice extends string> {
  /** Its columns and widths are remembered by it. */
  id: string;
  words: {
    title: string;
    purpose?: string;
    /** Without it there is nothing to write. */
    filter?: string;
    all?: string;
    none: string;
    noneMeans: string;
    notLoaded: string;
    counted: (of: { count: number }) => string;
  };
  icon: Icon;
  columns: Column<Row>[];
  source: Source<Row>;
  state: TableState<Sorted>;
  nameOf: (row: Row) => string;
  narrowing?: Narrowing<Choice>;
  /** Instead of what the narrowing hides. */
  hiding?: Hiding | undefined;
  /** Under the heading. */
  note?: ReactNode;
  /** More fields to narrow by, before and after the choices. */
  before?: ReactNode;
  after?: ReactNode;
}

/** A list of the whole cloud for administrators: what it is, what narrows it, and its rows. */
export function CloudTable<Row, Sorted extends string, Choice extends string = never>({
  id,
  words,
  icon,
  columns,
  source,
  state,
  nameOf,
  narrowing,
  note,
  before,
  after,
  hiding = hidingOf(narrowing),
}: CloudTableProps<Row, Sorted, Choice>) {
  return (
    <>
      <PageHead title={words.title} {...(words.purpose === undefined ? {} : { below: words.purpose })} />
      {note}
      <div className="row wrap-row tools">
        {words.filter !== undefined && (
          <FilterField label={words.filter} kept={state.filter} onKeep={state.setFilter} />
        )}
        {before}
        {narrowing !== undefined && <Segments {...narrowing} all={words.all ?? ''} />}
        {after}
      </div>
      <DataTable
        id={id}
        label={words.title}
        columns={columns}
        source={source}
        state={state}
        nameOf={(row) => plainName(nameOf(row))}
        counted={(count) => words.counted({ count })}
        failed={{ title: words.notLoaded }}
        empty={
          <Empty icon={icon} title={words.none}>
            {words.noneMeans}
          </Empty>
        }
        {...(hiding === undefined ? {} : { hiding })}
      />
    </>
  );
}

function hidingOf<Choice extends string>(narrowing: Narrowing<Choice> | undefined): Hiding | undefined {
  if (narrowing?.now === undefined) return undefined;
  return { text: narrowing.wordOf(narrowing.now), clear: () => narrowing.set(undefined) };
}

function Segments<Choice extends string>({
  label,
  choices,
  now,
  wordOf,
  set,
  all,
}: Narrowing<Choice> & { all: string }) {
  return (
    <div className={css.states}>
      <div className="segments" role="group" aria-label={label}>
        {[undefined, ...choices].map((each) => (
          <button key={each ?? ''} type="button" aria-pressed={each === now} onClick={() => set(each)}>
            {each === undefined ? all : wordOf(each)}
          </button>
        ))}
      </div>
    </div>
  );
}

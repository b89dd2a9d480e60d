import { usageError } from './command-error.ts';
import { type Command, makeCommand, type Options, type OptionValues } from './define-command.ts';
import { type Condition, matches, parseFilter, wantedValue } from './filter.ts';
import { count, flag, text } from './options.ts';
import type { Cursor, KnownColumns, Page, PageRequest } from './page.ts';
import type { ServiceRun } from './service-run.ts';

/** A column of a list: what it says, and how to get it from a row. */
export interface Field<Row> {
  help: string;
  value(row: Row): unknown;
  /** Shown unless `-o` chooses. */
  shown?: boolean;
}

/** What a `*-list` command is given. */
export type ListRun<S, Specs extends Options> = ServiceRun<S> & { options: OptionValues<Specs> };

interface Base<Row, Specs extends Options> {
  name: string;
  summary: string;
  options?: Specs;
  fields: Record<string, Field<NoInfer<Row>>>;
  /** Columns that options add to those shown, at the end. */
  also?(options: OptionValues<Specs>): readonly string[];
}

/** A list that is small, or kept in no database: all rows at once, filtered and ordered in memory. */
interface WholeList<S, Row, Specs extends Options> extends Base<Row, Specs> {
  rows(run: ListRun<S, Specs>): Promise<readonly Row[]>;
}

/** A list of any length: its store filters, orders and pages, by the columns it names. */
export interface PagedList<S, Row, Specs extends Options> extends Base<Row, Specs> {
  /** Fields that the store knows; conditions on others are looked at here, page by page. */
  columns: KnownColumns;
  pages(run: ListRun<S, Specs>, request: PageRequest): Promise<Page<Row>>;
}

/** Describes a `*-list` command: filters, columns, order and formats come with it. */
export type ListSpec<S, Row, Specs extends Options> = WholeList<S, Row, Specs> | PagedList<S, Row, Specs>;

/** Rows that are asked for at once: a page is some 100 KB, and a list of 100,000 rows takes 100 queries. */
const PAGE_ROWS = 1000;

const LIST_OPTIONS = {
  output: text('-o, --output <fields>', 'columns to show, with commas between them'),
  outputFields: text('--fields <fields>', 'the same as --output'),
  listFields: flag('--list-fields', 'show the columns there are'),
  filterBy: text(
    '--filter-by <conditions>',
    'only rows for which all conditions hold, such as "name=web,cpu>=2"',
  ),
  listFilters: flag('--list-filters', 'show what can be filtered by'),
  sortBy: text('--sort-by <field>', 'order by this column'),
  limit: count('--limit <count>', 'rows at most'),
  // read by the output: lists alone have it
  noHeaders: flag('--no-headers', 'leave out the line of titles'),
};

type ListOptions = OptionValues<typeof LIST_OPTIONS>;

/** Makes a list command: every list has the same options and the same output formats. */
export function makeListCommand<S, Row, Specs extends Options>(
  spec: ListSpec<S, Row, Specs>,
): Command<ServiceRun<S>> {
  return makeCommand({
    name: spec.name,
    summary: spec.summary,
    options: { ...(spec.options as Options | undefined), ...LIST_OPTIONS },
    run: (run: ServiceRun<S> & { options: unknown }) =>
      runList(spec, run as ListRun<S, Specs> & { options: ListOptions }),
  });
}

async function runList<S, Row, Specs extends Options>(
  spec: ListSpec<S, Row, Specs>,
  run: ListRun<S, Specs> & { options: ListOptions },
): Promise<void> {
  const { options, out } = run;
  const { fields } = spec;
  if (options.listFields || options.listFilters) {
    const title = options.listFields ? 'Field' : 'Filter';
    return out.prettyTable(
      [title, 'Description'],
      Object.entries(fields).map(([name, { help }]) => [name, help]),
    );
  }
  const names = chosenColumns(fields, options.output ?? options.outputFields, spec.also?.(options) ?? []);
  const conditions = parseFilter(options.filterBy ?? '');
  for (const { field } of conditions) fieldOf(fields, field);
  if (options.sortBy !== undefined) fieldOf(fields, options.sortBy);
  const wanted: Wanted = { conditions, order: options.sortBy, limit: options.limit ?? Infinity };
  const cells = (row: Row): unknown[] => names.map((name) => fieldOf(fields, name).value(row));
  if ('rows' in spec) {
    const rows = chosenRows(fields, await spec.rows(run), wanted);
    return out.table(names, rows.map(cells));
  }
  const pages = pagesOf(spec, run, wanted);
  await out.pages(names, async function* () {
    for await (const { rows, isLast } of pages()) yield { rows: rows.map(cells), isLast };
  });
}

interface Wanted {
  conditions: readonly Condition[];
  order: string | undefined;
  limit: number;
}

/** Filters, orders and cuts rows in memory. A condition that a value of the row can never meet is a wrong line. */
function chosenRows<Row>(
  fields: Record<string, Field<Row>>,
  all: readonly Row[],
  { conditions, order, limit }: Wanted,
): Row[] {
  const rows = all.filter((row) =>
    conditions
      .map((condition) => matches(fieldOf(fields, condition.field).value(row), condition))
      .every(Boolean),
  );
  if (order !== undefined) {
    const { value } = fieldOf(fields, order);
    const collator = new Intl.Collator('en', { numeric: true });
    rows.sort((a, b) => collator.compare(textOf(value(a)), textOf(value(b))));
  }
  return limit < rows.length ? rows.slice(0, limit) : rows;
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

type Pages<Row> = () => AsyncIterable<{ rows: readonly Row[]; isLast: boolean }>;

/**
 * The rows that are wanted, page by page. The store does what it has columns for; an order it has none for is the only thing
 * that needs all rows in memory.
 */
function pagesOf<S, Row, Specs extends Options>(
  { columns, fields, pages }: PagedList<S, Row, Specs>,
  run: ListRun<S, Specs>,
  wanted: Wanted,
): Pages<Row> {
  const isKnown = (name: string): boolean => Object.hasOwn(columns, name);
  const theirs = wanted.conditions.filter(({ field }) => isKnown(field));
  const ours = wanted.conditions.filter(({ field }) => !isKnown(field));
  for (const condition of theirs) wantedValue(condition, columns[condition.field]!.kind);
  const order = wanted.order !== undefined && isKnown(wanted.order) ? { order: wanted.order } : {};
  const all: Pages<Row> = async function* () {
    let left = wanted.limit;
    let after: Cursor | undefined;
    do {
      const limit = Math.min(PAGE_ROWS, ours.length === 0 ? left : PAGE_ROWS);
      const page = await pages(run, {
        conditions: theirs,
        ...order,
        ...(after === undefined ? {} : { after }),
        limit,
      });
      const rows = chosenRows(fields, page.rows, { conditions: ours, order: undefined, limit: left });
      left -= rows.length;
      after = left > 0 ? page.next : undefined;
      yield { rows, isLast: after === undefined };
    } while (after !== undefined);
  };
  if (wanted.order === undefined || isKnown(wanted.order)) return all;
  return async function* () {
    const rows: Row[] = [];
    for await (const page of pagesOf({ columns, fields, pages } as never, run, {
      ...wanted,
      order: undefined,
      limit: Infinity,
    })())
      rows.push(...(page.rows as Row[]));
    yield { rows: chosenRows(fields, rows, { ...wanted, conditions: [] }), isLast: true };
  };
}

function chosenColumns<Row>(
  fields: Record<string, Field<Row>>,
  wanted: string | undefined,
  also: readonly string[],
): string[] {
  const names =
    wanted === undefined
      ? Object.keys(fields).filter((name) => fields[name]?.shown === true)
      : wanted.split(',').map((name) => name.trim());
  for (const name of names) fieldOf(fields, name);
  return [...new Set([...names, ...also])];
}

function fieldOf<Row>(fields: Record<string, Field<Row>>, name: string): Field<Row> {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined)
    throw usageError(`Unknown field '${name}': --list-fields shows the ones there are.`);
  return field;
}

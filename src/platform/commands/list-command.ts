import {
  type Command,
  CommandError,
  type CommandInput,
  type Field,
  type ListDefinition,
} from '../command.ts';
import { matches, parseFilter, refuseNonsense } from './filter.ts';

const LIST_OPTIONS = [
  { flags: '-o, --output <fields>', help: 'columns to show, with commas between them' },
  { flags: '--fields <fields>', help: 'the same as --output' },
  { flags: '--list-fields', help: 'show the columns there are' },
  {
    flags: '--filter-by <conditions>',
    help: 'only rows for which all conditions hold, such as "name=web,cpu>=2"',
  },
  { flags: '--list-filters', help: 'show what can be filtered by' },
  { flags: '--sort-by <field>', help: 'order by this column' },
  { flags: '--no-headers', help: 'leave out the line of titles' },
];

/** Makes a list command: every list has the same options and the same output formats. */
export function defineListCommand<S, Row>(definition: ListDefinition<S, Row>): Command<S> {
  return {
    name: definition.name,
    role: definition.role,
    summary: definition.summary,
    arguments: [],
    options: [...(definition.options ?? []), ...LIST_OPTIONS],
    handle: (input) => runList(definition, input),
  };
}

async function runList<S, Row>(definition: ListDefinition<S, Row>, input: CommandInput<S>): Promise<void> {
  const { options, out } = input;
  const { fields } = definition;
  if (options['listFields'] === true || options['listFilters'] === true) {
    const title = options['listFields'] === true ? 'Field' : 'Filter';
    out.table(
      [title, 'Description'],
      Object.entries(fields).map(([name, { help }]) => [name, help]),
    );
    return;
  }
  const columns = chosenColumns(fields, options['output'] ?? options['fields']);
  const conditions = parseFilter(String(options['filterBy'] ?? ''));
  for (const { field } of conditions) fieldOf(fields, field);
  const all = await definition.rows(input);
  for (const condition of conditions)
    for (const row of all) refuseNonsense(fieldOf(fields, condition.field).value(row), condition);
  const rows = all.filter((row) =>
    conditions.every((condition) => matches(fieldOf(fields, condition.field).value(row), condition)),
  );
  if (typeof options['sortBy'] === 'string') sortBy(rows, fieldOf(fields, options['sortBy']));
  out.table(
    columns,
    rows.map((row) => columns.map((name) => fieldOf(fields, name).value(row))),
  );
}

function chosenColumns<Row>(fields: Record<string, Field<Row>>, wanted: unknown): string[] {
  if (typeof wanted !== 'string') return Object.keys(fields).filter((name) => fields[name]?.shown === true);
  const names = wanted.split(',').map((name) => name.trim());
  for (const name of names) fieldOf(fields, name);
  return names;
}

function fieldOf<Row>(fields: Record<string, Field<Row>>, name: string): Field<Row> {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined)
    throw new CommandError(`Unknown field '${name}': --list-fields shows the ones there are.`);
  return field;
}

function sortBy<Row>(rows: Row[], field: Field<Row>): void {
  const collator = new Intl.Collator('en', { numeric: true });
  rows.sort((a, b) => collator.compare(String(field.value(a)), String(field.value(b))));
}

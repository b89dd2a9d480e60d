import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { testClock } from '../clock.ts';
import { parseFilter } from './filter.ts';
import { argument, flag, tuples } from './options.ts';
import type { Page, PageRequest } from './page.ts';
import { runServiceLine, tableOptions } from './run-service-command.ts';
import { commandsOf, type ServiceCommand } from './service-command.ts';

interface Thing {
  id: number;
  name: string;
}

const { defineListCommand, defineCommand } = commandsOf<Thing[]>('things');

const fields = {
  id: { help: 'its number', value: ({ id }: Thing) => id, shown: true },
  name: { help: 'its name', value: ({ name }: Thing) => name, shown: true },
  length: { help: 'of the name', value: ({ name }: Thing) => name.length },
};

const whole = defineListCommand({
  name: 'thing-list',
  summary: 'List things',
  options: { lengths: flag('--lengths', 'also show how long they are') },
  also: ({ lengths }) => (lengths ? ['length'] : []),
  rows: async ({ service }) => service,
  fields,
});

const limiting = defineCommand({
  name: 'limit',
  summary: 'Say what was understood',
  args: [argument('<user>')],
  options: { limits: tuples('--limit <resource> <amount>', 'limits') },
  run: async ({ args: [user], options: { limits }, out }) => out.line(`${user} ${JSON.stringify(limits)}`),
});

/** What the store was asked for. */
let requests: PageRequest[] = [];

const paged = defineListCommand({
  name: 'paged-list',
  summary: 'List things page by page',
  columns: { id: { kind: 'number' }, name: { kind: 'text' } },
  pages: async ({ service }, request): Promise<Page<Thing>> => {
    requests.push(request);
    const from = Number(request.after?.key ?? 0);
    const rows = service.slice(from, from + request.limit);
    return rows.length < request.limit
      ? { rows }
      : { rows, next: { value: null, key: String(from + rows.length) } };
  },
  fields,
});

const stopping = defineCommand({
  name: 'wait',
  summary: 'Wait for ever',
  run: () => new Promise(() => undefined),
});

const things = (count: number): Thing[] =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, name: `n${at + 1}` }));

async function run(
  service: Thing[],
  line: string,
  signal = new AbortController().signal,
): Promise<{ status: number; out: string; err: string; pieces: number }> {
  let [out, err, pieces] = ['', '', 0];
  requests = [];
  const commands = [whole, paged, stopping, limiting] as readonly ServiceCommand<never>[];
  const status = await runServiceLine(
    {
      spec: {
        name: 'things',
        description: '',
        version: '1',
        versionFlags: '--version',
        common: tableOptions,
        showCommon: 'once',
        wrongLine: (message) => `error: ${message}`,
      },
      commands: async () => commands,
      prepare: async () => ({
        log: undefined,
        open: async () => ({ service, close: async () => undefined }),
      }),
    },
    line.split(' '),
    {
      streams: {
        out: (text) => {
          out += text;
          pieces += 1;
        },
        err: (text) => (err += text),
      },
      clock: testClock(),
      stdin: Readable.from([]),
      signal,
    },
  );
  return { status, out, err, pieces };
}

test('a list chooses columns, filters, orders and cuts', async () => {
  const line = 'thing-list -o name,length --filter-by id>1,length=2 --sort-by name --limit 1 --no-headers';
  assert.deepEqual(await run(things(12), line), { status: 0, out: 'n2  2\n', err: '', pieces: 2 });
});

test('a field that is not there, or a value it cannot have, is a wrong line', async () => {
  for (const [words, sentence] of [
    ['-o size', /^CommandError: Unknown field 'size': --list-fields shows the ones there are\.\n$/],
    ['--sort-by size', /Unknown field/],
    ['--filter-by size=1', /Unknown field/],
    ['--filter-by id=web', /'web' is not a number, as id is/],
    ['--filter-by id', /is not a condition/],
  ] as const)
    for (const list of ['thing-list', 'paged-list']) {
      const { status, out, err } = await run(things(3), `${list} ${words}`);
      assert.deepEqual([status, out], [2, ''], `${list} ${words}`);
      assert.match(err, sentence);
    }
});

test('a long list is asked for and written page by page, with the same bytes as a whole one', async () => {
  const many = things(2500);
  for (const format of ['pretty', 'csv', 'json']) {
    const { out, pieces } = await run(many, `paged-list --output-format ${format}`);
    assert.equal(out, (await run(many, `thing-list --output-format ${format}`)).out, format);
    assert.ok(pieces > 3, `${format} in ${pieces} pieces`);
  }
  await run(many, 'paged-list --output-format csv');
  assert.deepEqual(
    requests.map(({ limit, after }) => [limit, after?.key]),
    [
      [1000, undefined],
      [1000, '1000'],
      [1000, '2000'],
    ],
  );
});

test('conditions and order that the store has columns for go to the store, the others are looked at here', async () => {
  const { out } = await run(things(12), 'paged-list --filter-by id>1,length=3 --sort-by name --no-headers');
  assert.equal(out, '10  n10\n11  n11\n12  n12\n');
  assert.deepEqual(requests[0], { conditions: parseFilter('id>1'), order: 'name', limit: 1000 });
});

test('--limit asks for no more rows than it shows', async () => {
  await run(things(2500), 'paged-list --limit 1200 --output-format csv');
  assert.deepEqual(
    requests.map(({ limit }) => limit),
    [1000, 200],
  );
});

test('the columns and filters there are are told for a person, whatever the format', async () => {
  for (const [option, title] of [
    ['--list-fields', ' Field'],
    ['--list-filters', 'Filter'],
  ] as const)
    for (const format of ['pretty', 'csv', 'json']) {
      const { out } = await run([], `thing-list ${option} --output-format ${format}`);
      assert.equal(out.split('\n')[0], `${title}  Description`);
      assert.match(out, /^ *id {3,}its number$/m);
    }
});

test('an option may add columns to those that are shown', async () => {
  assert.equal((await run(things(1), 'thing-list --lengths --no-headers')).out, '1  n1  2\n');
  assert.equal((await run(things(1), 'thing-list --lengths -o id --no-headers')).out, '1  2\n');
});

test('an option of several words leaves the words after it to the command', async () => {
  for (const line of ['limit --limit vm 1 --limit=disk 2 ada', 'limit ada --limit vm 1 --limit disk 2'])
    assert.equal((await run([], line)).out, 'ada [["vm","1"],["disk","2"]]\n');
  const short = await run([], 'limit ada --limit vm --yes');
  assert.deepEqual([short.status, short.out], [2, '']);
  assert.match(short.err, /--limit takes 2 words/);
});

test('an empty list is its titles, and in JSON an empty array', async () => {
  assert.equal((await run([], 'paged-list')).out, 'id  name\n--------\n');
  assert.equal((await run([], 'paged-list --output-format json')).out, '[]\n');
});

test('Ctrl-C ends a command that waits, with the exit status of shells', async () => {
  const stop = new AbortController();
  const ended = run([], 'wait', stop.signal);
  setImmediate(() => stop.abort(new Error('stopped')));
  assert.deepEqual(await ended, { status: 130, out: '', err: 'Stopped.\n', pieces: 0 });
});

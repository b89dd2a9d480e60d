import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { FolderReply, HistoryReply, SearchReply } from '#contract/object-folder';
import { type KyselyPlugin, sql } from 'kysely';
import { FolderStore } from '#object/store/folders/folders';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

type Row = FolderReply['rows'][number];

const DIRECTORY = { 'content-type': 'application/directory' };

describe('a folder', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let bob: Caller;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    bob = object.as('bob-token', ALICE);
  });

  const path = (name: string): string => name.split('/').map(encodeURIComponent).join('/');
  const put = async (container: string, name: string, body = '', headers: Record<string, string> = {}) =>
    assert.equal((await alice('PUT', `/${container}/${path(name)}`, { body, headers })).status, 201, name);

  async function view(
    container: string,
    query: Record<string, string | number> = {},
    as: Caller = alice,
  ): Promise<z.infer<typeof FolderReply>> {
    const text = Object.entries({ view: 'folder', ...query }).map(([key, value]) => [key, String(value)]);
    const reply = await as('GET', `/${container}?${new URLSearchParams(text).toString()}`);
    assert.equal(reply.status, 200, reply.text);
    return FolderReply.parse(reply.json);
  }
  const names = ({ rows }: { rows: readonly Row[] }): string[] =>
    rows.map(({ folder, name }) => (folder ? `${name}/` : name));

  test('shows folders first, whether they are objects or only the start of names, and each once', async () => {
    await alice('PUT', '/shapes');
    await put('shapes', 'b.txt', 'bb');
    await put('shapes', 'a.txt', 'aaa');
    await put('shapes', 'implied/deep/er.txt', 'x');
    await put('shapes', 'typed', '', DIRECTORY);
    await put('shapes', 'typed/inside.txt', 'y');
    await put('shapes', 'empty', '', { 'content-type': 'Application/Folder; x=1' });
    await put('shapes', 'slashed/', '');
    await put('shapes', 'both', 'a file beside a folder of its name');
    await put('shapes', 'both/c', '');
    await put('shapes', 'zwei//leer', '');
    const top = await view('shapes');
    assert.deepEqual(names(top), [
      'both/',
      'empty/',
      'implied/',
      'slashed/',
      'typed/',
      'zwei/',
      'a.txt',
      'b.txt',
      'both',
    ]);
    assert.deepEqual([top.total, top.folders, top.bytes], [9, 6, 39]);
    assert.deepEqual(names(await view('shapes', { path: 'typed' })), ['inside.txt']);
    assert.deepEqual(names(await view('shapes', { path: 'typed/' })), ['inside.txt']);
    assert.deepEqual(names(await view('shapes', { path: 'implied' })), ['deep/']);
    assert.deepEqual(names(await view('shapes', { path: 'zwei' })), ['/']);
    assert.deepEqual(names(await view('shapes', { path: 'zwei//' })), ['leer']);
    assert.deepEqual(names(await view('shapes', { path: 'nothing' })), []);
    const [, , implied, , typed] = top.rows;
    assert.ok(implied?.folder && implied.object === undefined);
    assert.ok(typed?.folder && typed.object === 'typed' && typed.type === 'application/directory');
  });

  test('tells of a file what a row of a table shows', async () => {
    await alice('PUT', '/facts');
    const first = await alice('PUT', '/facts/f/one.txt', { body: 'one' });
    const second = await alice('PUT', '/facts/f/one.txt', {
      body: 'three',
      headers: { 'content-type': 'text/plain', 'x-object-sharing': `read=${BOB}` },
    });
    const { rows } = await view('facts', { path: 'f' });
    const [row] = rows;
    assert.ok(row !== undefined && !row.folder);
    const { changed, hash, uuid, ...facts } = row;
    assert.deepEqual(facts, {
      folder: false,
      name: 'one.txt',
      object: 'f/one.txt',
      bytes: 5,
      type: 'text/plain',
      changedBy: ALICE,
      version: Number(second.headers['x-object-version']),
      versions: 2,
      sharing: { read: [BOB], write: [] },
    });
    assert.ok(Date.parse(changed) > Date.now() - 3600_000);
    assert.equal(hash.length, 64);
    assert.match(uuid, /^[\da-f-]{36}$/);
    assert.notEqual(first.headers['x-object-version'], second.headers['x-object-version']);
  });

  test('tells a reader what he may do, and neither who else is on the list nor how many versions there are', async () => {
    await alice('PUT', '/told');
    await put('told', 'one.txt', 'one', { 'x-object-sharing': `read=${BOB},somebody-else` });
    await put('told', 'one.txt', 'two');
    const [row] = (await view('told', {}, bob)).rows;
    assert.equal(row?.allowedTo, 'read');
    assert.equal(row?.sharing, undefined);
    assert.equal(row?.versions, undefined);
    const found = SearchReply.parse((await bob('GET', '/told?search=one')).json);
    assert.equal(found.rows[0]?.sharing, undefined);
    assert.equal(found.rows[0]?.versions, undefined);
  });

  test('tells a reader what a folder lets him do; the nearest list counts, also where no object is yet', async () => {
    await alice('PUT', '/lent');
    await put('lent', 'ours', '', { ...DIRECTORY, 'x-object-sharing': `write=${BOB}` });
    await put('lent', 'ours/deep/one.txt', 'one');
    await put('lent', 'ours/fixed', '', { ...DIRECTORY, 'x-object-sharing': `read=${BOB}` });
    await put('lent', 'ours/hers', '', { ...DIRECTORY, 'x-object-sharing': 'read=somebody-else' });
    await put('lent', 'single.txt', 'x', { 'x-object-sharing': `write=${BOB}` });
    const told = async (where: string, as = bob) => (await view('lent', { path: where }, as)).allowedTo;
    assert.equal(await told(''), undefined, 'nothing is inherited at the top');
    assert.equal(await told('ours'), 'write');
    assert.equal(await told('ours/deep'), 'write', 'a folder that is only the start of names inherits, too');
    assert.equal(await told('ours/fixed'), 'read');
    assert.equal(await told('ours/hers'), undefined);
    assert.equal(await told('ours', alice), undefined, 'the owner may do all');
    for (const [name, status] of [
      ['ours/deep/two.txt', 201],
      ['ours/new/three.txt', 201],
      ['ours/fixed/four.txt', 403],
      ['five.txt', 403],
    ] as const)
      assert.equal((await bob('PUT', `/lent/${name}`, { body: 'b' })).status, status, name);
  });

  test('the versions of an object come in one answer, the newest first, with who made each; a reader sees what is there now', async () => {
    await alice('PUT', '/history');
    await put('history', 'f', 'one', { 'x-object-sharing': `write=${BOB}` });
    const second = await bob('PUT', '/history/f', { body: 'three' });
    const history = async (as: Caller) =>
      HistoryReply.parse((await as('GET', '/history/f?view=versions')).json);
    const all = await history(alice);
    assert.deepEqual(
      all.versions.map(({ by, bytes }) => ({ by, bytes })),
      [
        { by: BOB, bytes: 5 },
        { by: ALICE, bytes: 3 },
      ],
    );
    assert.equal(all.versions[0]?.version, Number(second.headers['x-object-version']));
    assert.equal((await history(bob)).versions.length, 1);
    assert.equal((await alice('GET', '/history/none?view=versions')).status, 404);
    assert.equal((await bob('GET', '/history/none?view=versions')).status, 403);
  });

  test('a reader of one by one thousands of shared files waits no longer for each of them', async () => {
    await alice('PUT', '/thousands');
    await put('thousands', 'first', 'x', { 'x-object-sharing': `read=${BOB}` });
    const { db } = object;
    await sql`insert into nodes (parent, name, live, modified, latest, size)
      select n.parent, 'f/' || i % 50 || '/' || i, true, n.modified, n.latest, 1
      from nodes n join nodes c on c.id = n.parent and c.name = 'thousands', generate_series(1, 20000) i
      where n.name = 'first'`.execute(db);
    await sql`insert into permissions (account, container, name, holder, access)
      select ${ALICE}, 'thousands', 'f/' || i % 50 || '/' || i, ${BOB}, 'read' from generate_series(1, 5000) i`.execute(
      db,
    );
    const began = performance.now();
    const { below } = await view('thousands', { sums: '' }, bob);
    assert.equal(below?.files, 5001);
    // Looking at every entry for every name took half a minute.
    assert.ok(performance.now() - began < 10_000);
  });

  test('is filtered by a part of a name without regard to case, accents and final sigma, and sorted as people sort', async () => {
    await alice('PUT', '/words');
    for (const name of [
      'Bild 10.png',
      'bild 9.png',
      'Bild 9b.png',
      'Ωμέγα.txt',
      'ΆΛΦΑ.txt',
      'βήτα.txt',
      'Résumé.pdf',
      'καφές.txt',
      '100%_x',
    ])
      await put('words', name, name);
    await put('words', 'Άλλα/x', '');
    assert.deepEqual(names(await view('words')), [
      'Άλλα/',
      '100%_x',
      'bild 9.png',
      'Bild 9b.png',
      'Bild 10.png',
      'Résumé.pdf',
      'ΆΛΦΑ.txt',
      'βήτα.txt',
      'καφές.txt',
      'Ωμέγα.txt',
    ]);
    for (const [match, found] of Object.entries({
      BILD: ['bild 9.png', 'Bild 9b.png', 'Bild 10.png'],
      αλ: ['Άλλα/', 'ΆΛΦΑ.txt'],
      resume: ['Résumé.pdf'],
      RÉS: ['Résumé.pdf'],
      ΚΑΦΕΣ: ['καφές.txt'],
      'καφεσ.': ['καφές.txt'],
      '%': ['100%_x'],
      _: ['100%_x'],
      '\\': [],
    })) {
      const matched = await view('words', { match });
      assert.deepEqual(names(matched), found, match);
      assert.equal(matched.total, found.length);
    }
  });

  test('pages of every order and filter, joined, are the whole, each row once', async () => {
    const part = fc.string({
      unit: fc.constantFrom('a', 'B', 'é', 'σ', 'Σ', '1', '02', ' '),
      minLength: 1,
      maxLength: 4,
    });
    const tree = fc.uniqueArray(
      fc.record({
        name: fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
        size: fc.nat({ max: 3 }),
        type: fc.constantFrom('text/plain', 'image/png', 'application/directory'),
      }),
      { selector: ({ name }) => name, maxLength: 25 },
    );
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        tree,
        fc.constantFrom('', 'a', 'σ', '1'),
        fc.integer({ min: 1, max: 7 }),
        async (objects, match, limit) => {
          const container = `p${(made += 1)}`;
          await alice('PUT', `/${container}`);
          for (const { name, size, type } of objects)
            await put(container, name, 'x'.repeat(size), { 'content-type': type });
          const folders = [
            '',
            ...new Set(
              objects.flatMap(({ name }) =>
                name.includes('/') ? [name.slice(0, name.lastIndexOf('/') + 1)] : [],
              ),
            ),
          ];
          for (const folder of folders.slice(0, 3)) {
            const wanted = expected(objects, folder, match);
            for (const sort of ['name', 'bytes', 'changed', 'type'])
              for (const order of ['asc', 'desc'])
                for (const sums of [false, true]) {
                  const query = { path: folder, match, sort, order, ...(sums ? { sums: '' } : {}) };
                  const whole = await view(container, { ...query, limit: 500 });
                  assert.deepEqual(names(whole).toSorted(), wanted.toSorted());
                  const joined: Row[] = [];
                  for (let offset = 0; offset < whole.total; offset += limit) {
                    const page = await view(container, { ...query, offset, limit });
                    assert.deepEqual(
                      [page.total, page.folders, page.bytes],
                      [whole.total, whole.folders, whole.bytes],
                    );
                    joined.push(...page.rows);
                  }
                  assert.deepEqual(joined, whole.rows);
                  checkOrder(whole.rows, sort, order === 'desc');
                }
          }
        },
      ),
      { numRuns: 6 },
    );
  });

  test('adds up what lies below: of the trash, what came when and how much', async () => {
    await alice('PUT', '/trash');
    await put('trash', 'pithos/a', '12345');
    await put('trash', 'pithos/d/b', '123');
    await put('trash', 'pithos/d', '', DIRECTORY);
    await put('trash', 'images/c', '1');
    await put('trash', 'top', '12');
    const { rows, below } = await view('trash', { sums: '', sort: 'changed', order: 'desc' });
    assert.deepEqual(below, { files: 4, bytes: 11, more: false });
    assert.deepEqual(
      rows.map((row) => [
        row.name,
        row.folder ? row.below?.files : undefined,
        row.folder ? row.below?.bytes : row.bytes,
      ]),
      [
        ['images', 1, 1],
        ['pithos', 2, 8],
        ['top', undefined, 2],
      ],
    );
    const largest = await view('trash', { sums: '', sort: 'bytes', order: 'desc' });
    assert.deepEqual(names(largest), ['pithos/', 'images/', 'top']);
  });

  test('T-O9 shows to a reader who is not the owner what he may read, and the folders that hold such', async () => {
    const file = fc.constantFrom('f', 'd', 'd/f', 'd/e', 'd/e/f', 'd/e/g', 'x/y/z', 'x/y', 'x');
    const entry = fc.record({
      name: file,
      to: fc.constantFrom('bob', 'other', 'none'),
      directory: fc.boolean(),
    });
    let made = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(entry, { selector: ({ name }) => name, minLength: 1, maxLength: 9 }),
        async (entries) => {
          const container = `s${(made += 1)}`;
          await alice('PUT', `/${container}`);
          for (const { name, to, directory } of entries)
            await put(container, name, 'x', {
              ...(directory ? DIRECTORY : {}),
              ...(to === 'none'
                ? {}
                : { 'x-object-sharing': `read=${to === 'bob' ? BOB : 'somebody-else'}` }),
            });
          const listed = await bob('GET', `/${container}?format=json`);
          if (listed.status === 403) {
            assert.equal((await bob('GET', `/${container}?view=folder`)).status, 403);
            return;
          }
          const readable = (listed.json as { name: string; content_type: string }[]).map((row) => ({
            name: row.name,
            type: row.content_type,
            size: 1,
          }));
          for (const folder of ['', 'd/', 'd/e/', 'x/', 'x/y/']) {
            const seen = await view(container, { path: folder, sums: '' }, bob);
            assert.deepEqual(
              names(seen).toSorted(),
              expected(readable, folder, '').toSorted(),
              `${folder} of ${JSON.stringify(entries)}`,
            );
            assert.equal(
              seen.below?.files,
              readable.filter(
                ({ name, type }) => name.startsWith(folder) && type !== DIRECTORY['content-type'],
              ).length,
            );
            assert.ok(
              seen.rows.every(
                (row) => row.object === undefined || readable.some(({ name }) => name === row.object),
              ),
            );
          }
        },
      ),
      { numRuns: 40 },
    );
    assert.equal(
      (await object.as('bob-token', BOB)('GET', `//pithos/object-store/v1/${ALICE}/shapes?view=folder`))
        .status,
      403,
    );
  });

  test('what it is asked is checked, and a list of another kind stays what it was', async () => {
    await alice('PUT', '/asked');
    await put('asked', 'x');
    for (const query of [
      'view=other',
      'view=folder&sort=owner',
      'view=folder&offset=-1',
      'view=folder&limit=x',
      'view=folder&path=a%00',
    ])
      assert.equal((await alice('GET', `/asked?${query}`)).status, 400, query);
    assert.equal((await alice('GET', '/nothing?view=folder')).status, 404);
    assert.equal((await view('asked', { limit: 100_000 })).rows.length, 1);
    assert.equal((await alice('GET', '/asked')).text, 'x\n');
  });

  test('T-O16 a folder is read by indexes, also beside many names in deeper folders', async () => {
    await alice('PUT', '/many');
    await fillContainer(object, { files: 3000, folders: 50, filesInEach: 300 });
    assert.equal((await view('many', { path: 'flat' })).total, 3000);
    const last = await view('many', { path: 'flat', offset: 2990, limit: 50 });
    assert.deepEqual(names(last).slice(-2), ['file 2999.dat', 'file 3000.dat']);
    assert.equal((await view('many')).total, 2);
    assert.equal((await view('many', { path: 'deep', limit: 10 })).total, 50);
    const plans: string[] = [];
    const explaining: KyselyPlugin = {
      transformQuery: ({ node }) =>
        node.kind === 'RawNode'
          ? { ...node, sqlFragments: [`explain ${node.sqlFragments[0]}`, ...node.sqlFragments.slice(1)] }
          : node,
      transformResult: async ({ result }) => {
        plans.push(result.rows.map((row) => row['QUERY PLAN']).join('\n'));
        return { ...result, rows: [] };
      },
    };
    const store = new FolderStore(object.db.withPlugin(explaining));
    const { id } = await object.db
      .selectFrom('nodes')
      .select('id')
      .where('name', '=', 'many')
      .executeTakeFirstOrThrow();
    const source = { container: id, path: 'flat/' };
    for (const order of ['name', 'bytes', 'changed', 'type'] as const)
      await store.files(source, { order, descending: false, offset: 0, limit: 100 });
    await store.folders(
      { container: id, path: '' },
      { order: 'name', descending: false, offset: 0, limit: 100 },
      undefined,
    );
    assert.equal(plans.length, 5);
    for (const plan of plans) assert.doesNotMatch(plan, /Seq Scan on nodes/, plan);
    for (const plan of plans.slice(0, 4)) assert.match(plan, /nodes_folder/, plan);
  });
});

/** Rows that a folder has by the names alone, as a naive reader makes them. */
function expected(
  objects: readonly { name: string; type: string }[],
  folder: string,
  match: string,
): string[] {
  const rows = objects
    .filter(({ name }) => name.startsWith(folder) && name !== folder)
    .map(({ name, type }) => {
      const rest = name.slice(folder.length);
      const slash = rest.indexOf('/');
      if (slash !== -1) return rest.slice(0, slash + 1);
      return type === 'application/directory' ? `${rest}/` : rest;
    });
  const fold = (text: string): string =>
    text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ς', 'σ');
  return [...new Set(rows)].filter((row) => fold(row.replace(/\/$/, '')).includes(fold(match)));
}

function checkOrder(rows: readonly Row[], sort: string, descending: boolean): void {
  const files = rows.flatMap((row) => (row.folder ? [] : [row]));
  assert.deepEqual(rows.slice(rows.length - files.length), files, 'folders come first');
  if (sort === 'name') return;
  const keys = files.map((row) => (sort === 'bytes' ? row.bytes : sort === 'type' ? row.type : row.changed));
  const sorted = keys.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  assert.deepEqual(keys, descending ? sorted.toReversed() : sorted);
}

/** Rows made in the tables: files in one folder, and more in folders beside it. */
async function fillContainer(
  { db }: StartedObject,
  { files, folders, filesInEach }: { files: number; folders: number; filesInEach: number },
): Promise<void> {
  const { id } = await db
    .selectFrom('nodes')
    .select('id')
    .where('name', '=', 'many')
    .executeTakeFirstOrThrow();
  await db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx);
    await sql`
      with made as (
        insert into nodes (parent, name, live, modified, latest, size)
        select ${id}, case when i <= ${files} then 'flat/file ' || i || '.dat'
            else 'deep/' || i % ${folders} || '/f' || i end,
          true, i, nextval('versions_serial_seq'), i % 977
        from generate_series(1, ${files + folders * filesInEach}) i returning id, latest, modified, size)
      insert into versions (serial, node, hash, size, type, mtime, muser, uuid, checksum, cluster)
      overriding system value
      select latest, id, 'h', size, 'text/plain', modified, 'm', gen_random_uuid(), '', 0 from made`.execute(
      tx,
    );
  });
  await sql`analyze nodes, versions`.execute(db);
}

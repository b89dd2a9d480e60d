import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { grantOn } from '#object/domain/sharing/access';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

/** A listing of so many names must read its page of the index, not the container. */
const MANY = 50_000;

describe('shared objects', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let bob: Caller;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    bob = object.as('bob-token', ALICE);
    await alice('PUT', '/c');
    await object.as('bob-token', BOB)('PUT', '/mine');
  });

  test('T-O6 a sharee can neither set a manifest nor read through one what he may not read', async () => {
    await alice('PUT', '/c/private-1', { body: 'secret' });
    await alice('PUT', '/c/open', { body: 'open', headers: { 'x-object-sharing': `write=${BOB}` } });
    const manifest = { 'x-object-manifest': 'c/private-' };
    for (const [method, path] of [
      ['POST', '/c/open?update'],
      ['POST', '/c/open'],
      ['PUT', '/c/open'],
    ] as const) {
      assert.equal(
        (await bob(method, path, { headers: manifest, ...(method === 'PUT' ? { body: 'x' } : {}) })).status,
        403,
        method,
      );
    }
    await alice('PUT', '/c/whole', { body: '', headers: { ...manifest, 'x-object-sharing': `read=${BOB}` } });
    assert.equal((await alice('GET', '/c/whole')).text, 'secret');
    assert.equal((await bob('GET', '/c/whole')).status, 403);
    await alice('POST', '/c/private-1?update', { headers: { 'x-object-sharing': `read=${BOB}` } });
    assert.equal((await bob('GET', '/c/whole')).text, 'secret');
  });

  test("Swift's name for the account of a source is never ignored: another's file does not become one's own of that name", async () => {
    await alice('PUT', '/c/theirs', { body: 'of alice', headers: { 'x-object-sharing': `read=${BOB}` } });
    const own = object.as('bob-token', BOB);
    await own('PUT', '/c');
    await own('PUT', '/c/theirs', { body: 'of bob' });
    const headers = { 'x-copy-from': '/c/theirs', 'x-copy-from-account': ALICE };
    assert.equal((await own('PUT', '/c/copy', { headers })).status, 201);
    assert.equal((await own('GET', '/c/copy')).text, 'of alice');
    const stranger = await own('PUT', '/c/copy', {
      headers: { ...headers, 'x-copy-from-account': 'nobody' },
    });
    assert.equal(stranger.status, 403);
  });

  test('T-O13 a sharee reads what is there now, and nothing that was before', async () => {
    const first = await alice('PUT', '/c/past', { body: 'before the grant' });
    const old = first.headers['x-object-version'] ?? '';
    const now = await alice('PUT', '/c/past', {
      body: 'now',
      headers: { 'x-object-sharing': `read=${BOB}` },
    });
    const current = now.headers['x-object-version'] ?? '';
    assert.equal((await bob('GET', `/c/past?version=${current}`)).text, 'now');
    for (const method of ['GET', 'HEAD'])
      assert.equal((await bob(method, `/c/past?version=${old}`)).status, 404, method);
    assert.equal((await bob('GET', `/c/past?version=${old}&hashmap`)).status, 404);
    const own = object.as('bob-token', BOB);
    const source = { 'x-source-account': ALICE, 'x-source-version': old };
    assert.equal(
      (await own('PUT', '/mine/x', { headers: { 'x-copy-from': '/c/past', ...source } })).status,
      404,
    );
    await own('PUT', '/mine/y', { body: 'y' });
    const update = { 'x-source-object': '/c/past', 'content-range': 'bytes */*', ...source };
    assert.equal((await own('POST', '/mine/y?update', { headers: update })).status, 404);
    assert.equal((await bob('GET', '/c/past?until=1')).status, 200, 'until means nothing for an object');
    assert.equal((await bob('GET', '/c?until=1000000000')).status, 403);
    for (let serial = 1; serial < Number(current); serial += 1) {
      const reply = await bob('GET', `/c/past?version=${serial}`);
      assert.ok(reply.status === 404, `version ${serial}`);
    }
    await alice('DELETE', '/c/past');
    assert.equal(
      (await bob('GET', `/c/past?version=${current}`)).status,
      403,
      'the grant ends with the object',
    );
    await alice('PUT', '/c/past', { body: 'new' });
    assert.equal((await bob('GET', '/c/past')).status, 403);
  });

  test('T-O15 what a grant reaches is what the naive model says, for any names and entries', async () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 5 });
    const entry = fc.record({
      name,
      holder: fc.constantFrom(BOB, BOB.toUpperCase(), '*', 'other', `${ALICE}:devs`),
      write: fc.boolean(),
    });
    await alice('POST', '', { headers: { 'x-account-group-devs': BOB } });
    const { store } = object.storage;
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(entry, { selector: (row) => row.name, maxLength: 4 }),
        fc.uniqueArray(name, { maxLength: 4 }),
        name,
        async (entries, directories, asked) => {
          await alice('PUT', '/g');
          for (const directory of directories) {
            await alice('PUT', `/g/${directory.split('/').map(encodeURIComponent).join('/')}`, {
              body: '',
              headers: { 'content-type': 'application/directory;x' },
            });
          }
          for (const row of entries) {
            const holders = [row.holder.toLowerCase()];
            const sharing = { read: row.write ? [] : holders, write: row.write ? holders : [] };
            await store.sharing.set({ account: ALICE, container: 'g', name: row.name }, sharing);
          }
          const grant = await grantOn(store, { user: BOB }, { account: ALICE, container: 'g', name: asked });
          assert.equal(
            grant?.right,
            naiveRight(entries, new Set(directories), asked),
            `${asked} with ${JSON.stringify({ entries, directories })}`,
          );
          await alice('DELETE', '/g?delimiter=/');
          await alice('DELETE', '/g');
        },
      ),
      { numRuns: 60 },
    );
  });

  /** Section 3.4 word for word: the longest of the path itself and the directories above it, and only that one. */
  function naiveRight(
    entries: { name: string; holder: string; write: boolean }[],
    directories: Set<string>,
    asked: string,
  ): string | undefined {
    const candidates = entries.filter(({ name }) => {
      if (name === asked) return true;
      const above = name.endsWith('/') ? name : `${name}/`;
      return asked.startsWith(above) && asked !== name && directories.has(name);
    });
    const nearest = candidates.toSorted((a, b) => b.name.length - a.name.length)[0];
    if (nearest === undefined || nearest.holder === 'other') return undefined;
    return nearest.write ? 'write' : 'read';
  }

  test(
    'T-O16 a page of a large container is read by the index of names, with and without a delimiter',
    { timeout: 180_000 },
    async () => {
      const { store } = object.storage;
      const { db } = object;
      await alice('PUT', '/large');
      const container = await store.containers.find(ALICE, 'large');
      assert.ok(container !== undefined);
      const { sql } = await import('kysely');
      // filling it may take longer than any statement of the service
      await db.transaction().execute(async (tx) => {
        await sql`set local statement_timeout = 0`.execute(tx);
        // a session keeps the plan of a foreign key's check; one made for a small table would read all of this one
        await sql`discard plans`.execute(tx);
        await sql`
        with made as (
          insert into nodes (parent, name, live)
          select ${container.id}::bigint, 'dir' || lpad((n % 100)::text, 3, '0') || '/' || lpad(n::text, 7, '0'), true
          from generate_series(1, ${MANY}::int) n returning id),
        written as (
          insert into versions (node, hash, size, type, mtime, muser, uuid, checksum, cluster)
          select id, null, 0, 'text/plain', 1, ${ALICE}, gen_random_uuid(), '', 0 from made returning node, serial)
        select count(*) from written`.execute(tx);
        await sql`update nodes set latest = v.serial from versions v where v.node = nodes.id and nodes.latest is null`.execute(
          tx,
        );
      });
      // The plan is chosen by these figures, which the server itself renews only now and then.
      await sql`analyze nodes, versions`.execute(db);
      const page = (await alice('GET', '/large?delimiter=/&limit=20&format=json')).json as {
        subdir: string;
      }[];
      assert.deepEqual([page.length, page[19]?.subdir], [20, 'dir019/']);
      assert.equal(
        (await alice('GET', '/large?marker=dir050/0000050&limit=3')).text,
        'dir050/0000150\ndir050/0000250\ndir050/0000350\n',
      );
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select n.name from nodes n join versions v on v.serial = n.latest
      where n.parent = ${container.id} and n.live and n.name > 'dir050/' order by n.name limit 1000`.execute(
        db,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      assert.doesNotMatch(plan, /Seq Scan/, plan);
    },
  );
});

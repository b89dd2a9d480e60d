import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { changeContainers } from '#object/domain/containers/change-containers';
import { deleteObject } from '#object/domain/objects/change-object';
import { emptyContainer } from '#object/domain/objects/delete-objects';
import { removeDetached } from '#object/domain/containers/remove-containers';
import { dataVersion } from '#object/domain/versions';
import type { Db } from '#object/store/rows';
import { assertExact, start } from './kit/room.ts';
import { ALICE } from './kit/start-object.ts';

test('a full container, or a folder, is emptied in strides: what a death leaves is whole, and goes when it is asked for again', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  const caller = { user: ALICE };
  await alice('PUT', '/c');
  for (const name of ['dir', 'other']) await alice('PUT', `/c/${name}`, { body: 'four' });
  const container = (await storage.store.containers.find(ALICE, 'c'))!;
  await changeContainers(storage, [container.id], { name: 'many' }, async (change) => {
    const dir = (await change.current(container, ['dir'])).get('dir')!;
    const draft = () =>
      dataVersion({ ...dir, hash: dir.hash! }, { user: ALICE, uuid: randomUUID() }, new Map(), undefined);
    const names = Array.from({ length: 2500 }, (_, index) => `dir/${index}`);
    await change.write(
      container,
      names.map((name) => ({ name, current: undefined, draft: draft() })),
    );
  });
  const counted = async () => (await alice('HEAD', '/c')).headers['x-container-object-count'];
  const dying = (after: number) => ({
    ...storage,
    ledger: {
      ...storage.ledger,
      killPoint: (point: string) => {
        if (point === 'ledger.recorded' && (after -= 1) === 0) throw new Error('killed');
      },
    },
  });
  const folder = { account: ALICE, container: 'c', name: 'dir' };
  await assert.rejects(deleteObject(dying(1), caller, folder, { delimiter: '/' }), /killed/);
  assert.equal(await counted(), '1502');
  await assertExact(object);
  assert.equal((await alice('HEAD', '/c/dir')).status, 200, 'the folder itself goes at the end');
  await assert.rejects(emptyContainer(dying(1), caller, folder), /killed/);
  assert.equal(await counted(), '502');
  assert.equal((await alice('GET', '/c/other')).text, 'four');
  assert.equal((await alice('DELETE', '/c?delimiter=/')).status, 204);
  assert.equal(await counted(), '0');
  await assertExact(object);
});

test(
  'a container with a long history is deleted at once, its charge too, and the rest goes in parts',
  { timeout: 60_000 },
  async (t) => {
    const object = await start(t, { PITHOS_BACKEND_FREE_VERSIONING: false });
    const { storage } = object;
    const alice = object.as('alice-token', ALICE);
    await alice('PUT', '/large');
    await alice('PUT', '/large/o', { body: 'x'.repeat(100) });
    await alice('DELETE', '/large/o');
    const container = await storage.store.containers.find(ALICE, 'large');
    assert.ok(container);
    await sql`
    with made as (
      insert into nodes (parent, name, live) select ${container.id}, 'n' || i, false from generate_series(1, 20000) i returning id)
    insert into versions (node, hash, size, type, mtime, muser, uuid, checksum, cluster)
    select m.id, null, 0, '', 1, '', gen_random_uuid(), '', 2 from made m`.execute(object.db);
    await sql`update nodes set latest = v.serial from versions v where v.node = nodes.id and nodes.latest is null`.execute(
      object.db,
    );
    await sql`update statistics set population = population + 20000 where node = ${container.id} and cluster = 2`.execute(
      object.db,
    );
    assert.equal(object.identity.usage(ALICE).max, 100n);
    assert.equal((await alice('DELETE', '/large')).status, 204);
    assert.equal((await alice('HEAD', '/large')).status, 404);
    assert.equal(object.identity.usage(ALICE).max, 0n);
    const left = async () => (await storage.store.removals.detached()).length;
    assert.equal(await left(), 1, 'most of it is still there');
    assert.equal((await alice('PUT', '/large')).status, 201, 'its name is free');
    await refuseToRemoveNodes(object.db);
    await assert.rejects(removeDetached(storage), /not now/);
    await assertExact(object); // versions and their objects go together
    await sql`drop function not_now cascade`.execute(object.db);
    let parts = 0;
    const dies = {
      ...storage,
      killPoint: () => {
        if ((parts += 1) === 3) throw new Error('killed');
      },
    };
    await assert.rejects(removeDetached(dies), /killed/);
    await removeDetached(storage);
    assert.equal(await left(), 0);
    const { rows } = await sql<{
      count: bigint;
    }>`select count(*) as count from nodes where name like 'n%'`.execute(object.db);
    assert.equal(rows[0]?.count, 0n);
    await assertExact(object);
  },
);

/** Whatever removes an object's row fails, as when the process dies between two statements. */
async function refuseToRemoveNodes(db: Db): Promise<void> {
  await sql`create function not_now() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$`.execute(
    db,
  );
  await sql`create trigger not_now before delete on nodes for each row execute function not_now()`.execute(
    db,
  );
}

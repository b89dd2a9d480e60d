import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { reconcileIntents } from '#compute/domain/servers/reconcile';
import { ClusterFailure } from '#compute/ganeti/cluster';
import { openDatabase } from '#platform/database/database';
import { makeImage, makeServer, startComputeCloud } from './kit/compute-cloud.ts';

test('however much waits for a dead back end, the others are looked after in the same round, and it is asked once', async (t) => {
  const cloud = await startComputeCloud(t, {
    roles: ['identity', 'object', 'compute', 'gateway'],
    reconciles: false,
  });
  const { store, clock } = cloud.compute;
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const [living, dead] = [await makeServer(owner, image), await makeServer(owner, image)];
  const db = openDatabase<unknown>({ url: cloud.databaseUrl('compute'), poolSize: 1 });
  t.after(() => db.destroy());
  // A second back end, which is gone, with older changes than a round takes.
  await sql`insert into backends overriding system value
    select (jsonb_populate_record(one, '{"id": 99, "index": 7, "clustername": "dead", "address": "unix:/nowhere/at-all.sock"}')).*
    from backends one`.execute(db);
  await sql`update servers set backend_id = 99 where id = ${dead.id}`.execute(db);
  await sql`insert into intents (id, server_id, action, state, sent, job_id, body, created, updated)
    select gen_random_uuid(), ${dead.id}, 'STOP', 'open', '2020-01-01', number, '{}', '2020-01-01', '2020-01-01'
    from generate_series(1, 250) number`.execute(db);
  let asked = 0;
  const later = {
    ...cloud.compute,
    clock: { ...clock, now: () => new Date(Date.now() + 61_000) },
    clusterOf: (...[backend]: Parameters<typeof cloud.compute.clusterOf>) => {
      if (backend.id === 99) {
        asked += 1;
        throw new ClusterFailure('unsent', 'Nobody is there.');
      }
      return cloud.compute.clusterOf(backend);
    },
  };
  const creation = (await store.intents.creationOf(living.id))!;
  for (let round = 1; round <= 20; round += 1) {
    await reconcileIntents(later);
    assert.ok(asked <= round);
    if ((await store.intents.find(creation.id))?.state === 'done') break;
    await new Promise((resolve) => setTimeout(resolve, 200)); // its job may still be under way
  }
  assert.equal((await store.intents.find(creation.id))?.state, 'done');
  const { rows } = await sql`select from intents where server_id = ${dead.id} and looked is not null`.execute(
    db,
  );
  assert.ok(rows.length >= 50);
});

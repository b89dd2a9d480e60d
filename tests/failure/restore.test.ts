import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { backUp } from '#kit/database';
import { registerBackend } from '#compute/domain/backends/backends';
import type { Compute } from '#compute/domain/compute';
import { createFlavors } from '#compute/domain/flavors';
import { createNetwork } from '#compute/domain/networks/networks';
import { reconcileStates } from '#compute/domain/servers/reconcile';
import { computeCommands } from '#compute/commands/commands';
import { computeRole } from '#compute/service';
import { objectCommands } from '#object/commands/commands';
import type { ObjectStorage } from '#object/domain/object-storage';
import { unusedBlocks } from '#object/domain/blocks/unused-blocks';
import { collectBlocks } from '#object/domain/blocks/collect-blocks';
import { objectRole } from '#object/service';
import { testClock, type TestClock } from '#platform/clock';
import { openDatabase } from '#platform/database/database';
import { runCommand } from '#kit/commands';
import type { ServiceCommand } from '#platform/commands/service-command';
import type { OpenService } from '#platform/service/role';
import { Secret } from '#platform/secret';
import { makeImage, makeServer, runningServer } from '../compute/kit/compute-cloud.ts';
import {
  SIMULATED_ACCOUNT,
  type SimulatedGaneti,
  startSimulatedGaneti,
} from '../compute/kit/simulated-ganeti.ts';
import { startCloud, type TestCloud } from '../kit/cloud.ts';
import type { TestUser } from '../kit/people.ts';

const DAY_MS = 24 * 3_600_000;
const GRACE_MS = 7 * DAY_MS;

interface Drill {
  cloud: TestCloud;
  clock: TestClock;
  ganeti: SimulatedGaneti;
  owner: TestUser;
  compute(): Compute;
  object(): ObjectStorage;
  /** Stops everything, does the work, and starts it again. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
}

/** A cloud of every role but the scheduler, whose work the test does itself, with an owner and one back end. */
async function startDrill(t: TestContext): Promise<Drill> {
  const clock = testClock(new Date());
  const cloud = await startCloud(t, {
    roles: ['identity', 'object', 'compute', 'dispatcher', 'gateway'],
    settings: { SERVER_CREATES_PER_MINUTE: 0 },
    clock,
  });
  const ganeti = await startSimulatedGaneti(join(cloud.dataDirectory, 'ganeti.sock'));
  let compute: OpenService<Compute>;
  let object: OpenService<ObjectStorage>;
  const open = async (): Promise<void> => {
    compute = await computeRole.open!(cloud.running().cloud.contextFor('compute'));
    object = await objectRole.open!(cloud.running().cloud.contextFor('object'));
    const bus = await cloud.running().cloud.contextFor('dispatcher').bus();
    ganeti.publish = (message) => bus.publish(message);
  };
  const close = async (): Promise<void> => {
    await compute.close();
    await object.close();
  };
  await open();
  t.after(async () => {
    await ganeti.stop();
    await close();
  });
  await createFlavors(compute!.service, { cpus: [1], rams: [512], disks: [1], templates: ['file'] });
  await createNetwork(compute!.service, { name: 'Internet' });
  await registerBackend(compute!.service, {
    clustername: ganeti.clustername,
    address: ganeti.address,
    username: SIMULATED_ACCOUNT.username,
    password: new Secret(SIMULATED_ACCOUNT.password),
    drained: false,
  });
  const limits = Object.fromEntries(
    ['vm', 'cpu', 'ram', 'disk', 'total_cpu', 'total_ram'].map((name) => [`cyclades.${name}`, 1n << 44n]),
  );
  const owner = await cloud.user({ limits: { ...limits, 'pithos.diskspace': 1n << 40n } });
  return {
    cloud,
    clock,
    ganeti,
    owner,
    compute: () => compute.service,
    object: () => object.service,
    restart: async (meanwhile) => {
      await ganeti.quiet();
      await close();
      await cloud.restart(meanwhile);
      await open();
    },
  };
}

/** Runs a command of the administrator and gives all its words. */
async function run<S>(
  commands: readonly ServiceCommand<S>[],
  service: S,
  name: string,
  options: readonly string[] = [],
  yes = true,
): Promise<string> {
  const { lines, notes, tables } = await runCommand(commands, service, [name, ...options], { confirm: yes });
  return [...lines, ...tables.flatMap(({ rows }) => rows.map((row) => row.join(' '))), ...notes].join('\n');
}

test('T-S10 R-X restored from yesterday, repair and collection touch nothing and list all, until an operator releases them', async (t) => {
  const drill = await startDrill(t);
  const { cloud, clock, ganeti, owner } = drill;
  const account = `/pithos/object-store/v1/${owner.uuid}`;
  const image = await makeImage(owner);
  const old = await runningServer(owner, image);
  assert.equal((await owner.put(`${account}/images/old`, Buffer.alloc(5000, 'o'))).status, 201);
  const backups: { restore(): Promise<void> }[] = [];
  await drill.restart(async () => {
    backups.push(await backUp(t, cloud.databaseUrl('compute')), await backUp(t, cloud.databaseUrl('object')));
  });
  assert.equal(await drill.compute().recovery.lock(), undefined, 'a start alone locks nothing');

  const lost = await runningServer(owner, image);
  assert.equal((await owner.put(`${account}/images/new`, Buffer.alloc(7000, 'n'))).status, 201);
  await drill.restart(async () => {
    for (const backup of backups) await backup.restore();
  });
  const machines = [`snf-${old.id}`, `snf-${lost.id}`];
  const compute = drill.compute();
  const object = drill.object();
  clock.advance(10 * DAY_MS);

  await t.test('nothing goes, however often and however late repair and collection run', async () => {
    for (let run = 0; run < 3; run += 1) {
      await reconcileStates(compute);
      const { trashed, discarded } = await collectBlocks(object, GRACE_MS);
      assert.deepEqual([trashed, discarded], [0, 0]);
      clock.advance(2 * DAY_MS);
    }
    const said = await run(computeCommands, compute, 'reconcile-servers', ['--fix-orphans']);
    assert.match(said, new RegExp(`snf-${lost.id} true`), 'it is listed');
    assert.match(said, /nothing is removed: the database is at beat/);
    assert.match(said, /nothing to do/);
    assert.deepEqual([...ganeti.instances.keys()], machines);
    assert.ok((await unusedBlocks(object, 10)).total >= 1, 'the block of the lost object is listed');
  });

  await t.test(
    'a new server gets a number that no lost one had, and removing it removes no other',
    async () => {
      const { id } = await makeServer(owner, image);
      assert.ok(id > lost.id + 1000, `number ${id}`);
      assert.equal((await owner.delete(`/cyclades/compute/v2.0/servers/${id}`)).status, 204);
      await ganeti.quiet();
      assert.ok(ganeti.instances.has(`snf-${lost.id}`));
    },
  );

  await t.test(
    'the release lists what would go, and only a yes within the given number releases',
    async () => {
      const release = 'recovery-release-cyclades';
      const dry = await run(computeCommands, compute, release, ['--dry-run']);
      assert.match(
        dry,
        new RegExp(`snf-${lost.id} .*\nAutomatic deletions are locked since .* 1 machines`, 's'),
      );
      assert.doesNotMatch(dry, new RegExp(`snf-${old.id} `));
      await assert.rejects(run(computeCommands, compute, release, ['--max', '0']), /nothing is released/);
      await assert.rejects(
        run(computeCommands, compute, release, ['--max', 'x']),
        /whole number|nothing is released/,
      );
      await assert.rejects(run(computeCommands, compute, release, [], false), /Nothing was released/);
      assert.notEqual(await compute.recovery.lock(), undefined);
      assert.match(await run(computeCommands, compute, release, ['--max', '1']), /Released/);
      assert.equal(await compute.recovery.lock(), undefined);
      assert.notEqual(await object.recovery.lock(), undefined, 'each service is released by itself');
    },
  );

  await t.test('released, an orphan is first stopped, and removed a day later', async () => {
    const fix = () => run(computeCommands, compute, 'reconcile-servers', ['--fix-orphans']);
    assert.match(await fix(), new RegExp(`1 to do: stop snf-${lost.id}\n1 of 1 done`));
    await ganeti.quiet();
    assert.equal(ganeti.instances.get(`snf-${lost.id}`)?.running, false);
    assert.match(await fix(), /nothing to do/);
    clock.advance(DAY_MS + 1);
    assert.match(await fix(), new RegExp(`remove snf-${lost.id}`));
    await ganeti.quiet();
    assert.deepEqual([...ganeti.instances.keys()], [machines[0]]);
  });

  await t.test('released, the collector removes the lost blocks and nothing else', async () => {
    const listed = await unusedBlocks(object, 1000);
    const said = await run(objectCommands, object, 'recovery-release-pithos');
    for (const { name } of listed.first) assert.ok(said.includes(name));
    const { trashed } = await collectBlocks(object, GRACE_MS);
    assert.equal(trashed, listed.total);
    assert.ok((await collectBlocks(object, GRACE_MS)).discarded > 0);
    assert.equal((await owner.get(`${account}/images/old`)).text, 'o'.repeat(5000));
  });
});

test('T-S10 a machine whose number was never given out locks repair, also where the witness was restored as well', async (t) => {
  const drill = await startDrill(t);
  const { cloud, clock, ganeti, owner } = drill;
  const image = await makeImage(owner);
  let backup: { restore(): Promise<void> };
  await drill.restart(async () => {
    backup = await backUp(t, cloud.databaseUrl('compute'));
  });
  const lost = await runningServer(owner, image);
  await drill.restart(async () => {
    await backup.restore();
    rmSync(join(cloud.dataDirectory, 'recovery', 'compute.witness'));
  });
  const compute = drill.compute();
  assert.equal(await compute.recovery.lock(), undefined, 'nothing of the database itself tells');
  await reconcileStates(compute);
  const lock = (await compute.recovery.lock())!;
  assert.match(lock.reason, new RegExp(`has snf-${lost.id}, and numbers were given out up to 0 only`));
  clock.advance(2 * DAY_MS);
  await run(computeCommands, compute, 'reconcile-servers', ['--fix-orphans']);
  assert.equal(ganeti.instances.get(`snf-${lost.id}`)?.running, true);
});

test('T-S10 of many orphans a run touches five, or one in a hundred machines', async (t) => {
  const { cloud, compute, clock, ganeti, owner } = await startDrill(t);
  const image = await makeImage(owner);
  const { id } = await runningServer(owner, image);
  const { body } = ganeti.instances.get(`snf-${id}`)!;
  // Numbers that were given out: their rows were removed by hand.
  const db = openDatabase<unknown>({ url: cloud.databaseUrl('compute'), poolSize: 1 });
  await sql`select setval(pg_get_serial_sequence('servers', 'id'), 2000)`.execute(db);
  await db.destroy();
  const add = (from: number, to: number): void => {
    for (let number = from; number <= to; number += 1) ganeti.place(`snf-${number}`, body, true);
  };
  const stopped = (): number => [...ganeti.instances.values()].filter(({ running }) => !running).length;
  const fix = async (): Promise<void> => {
    await run(computeCommands, compute(), 'reconcile-servers', ['--fix-orphans']);
    await ganeti.quiet();
  };
  add(100, 120);
  await fix();
  assert.equal(stopped(), 0, 'they are not a day old');
  clock.advance(DAY_MS + 1);
  await fix();
  assert.equal(stopped(), 5);
  add(1000, 1700);
  await fix();
  assert.equal(stopped(), 12, 'of 722 machines seven');
  assert.equal(ganeti.instances.get(`snf-${id}`)?.running, true);
});

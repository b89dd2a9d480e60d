import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeCommands } from '#compute/commands/commands';
import { runCommand } from '#kit/commands';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { openIdentity } from '#identity/service';
import { objectCommands } from '#object/commands/commands';
import { objectRole } from '#object/service';
import { runningServer, startComputeCloud, makeImage } from '../../compute/kit/compute-cloud.ts';

const TITLES = ['Type', 'Holder', 'Source', 'Resource', 'Database', 'Quotaholder'];

test('an operator sees where a service and the quota holder differ, changes nothing by looking, and mends it with --fix', async (t) => {
  const cloud = await startComputeCloud(t, {
    roles: ['identity', 'object', 'compute', 'dispatcher', 'gateway'],
  });
  const { service: storage, close } = await objectRole.open!(cloud.running().cloud.contextFor('object'));
  t.after(close);
  const owner = await cloud.owner();
  await runningServer(owner, await makeImage(owner));
  const people = await openIdentity(cloud.running().cloud.contextFor('identity'));
  t.after(() => people.close());
  const limit = (limits: Record<string, bigint>) =>
    changeAccount(people.service, owner.uuid, { baseQuota: limits });
  const compute = (...line: string[]) => runCommand(computeCommands, cloud.compute, line);
  const object = (...line: string[]) => runCommand(objectCommands, storage as never, line);
  const resource = { cyclades: 'cyclades.vm', pithos: 'pithos.diskspace' };
  for (const [name, run, ledger] of [
    ['cyclades', compute, cloud.compute.ledger],
    ['pithos', object, storage.ledger],
  ] as const) {
    await t.test(name, async () => {
      await ledger.settler.done();
      const inSync = async (): Promise<void> => {
        const said = await run(`reconcile-resources-${name}`);
        assert.deepEqual([said.notes, said.tables], [['Everything in sync.'], []]);
      };
      await inSync();
      const charges = [{ user: owner.uuid, project: owner.uuid, resource: resource[name], quantity: 2n }];
      await ledger.holder.issue({ name: 'nothing', charges, key: `${name} wrong`, accepted: true });
      for (const options of [[], ['--user', owner.uuid], ['--project', owner.uuid]]) {
        const { tables } = await run(`reconcile-resources-${name}`, ...options);
        assert.deepEqual(tables[0]!.titles, TITLES);
        const kinds = tables[0]!.rows.map(([type]) => type);
        assert.deepEqual(kinds, options[0] === '--user' ? ['user'] : ['user', 'project']);
        const [, holder, source, of, database, quotaholder] = tables[0]!.rows[0] as [
          string,
          string,
          string,
          string,
          bigint,
          bigint,
        ];
        assert.deepEqual(
          [holder, source, of, quotaholder - database],
          [owner.uuid, owner.uuid, resource[name], 2n],
        );
      }
      assert.equal((await run(`reconcile-resources-${name}`, '--fix')).tables.length, 1);
      await inSync();

      // Rows that say more than limits allow are charged by force only.
      const less = charges.map((charge) => ({ ...charge, quantity: -1n }));
      await ledger.holder.issue({ name: 'nothing', charges: less, key: `${name} less`, accepted: true });
      await limit({ [resource[name]]: 0n });
      await assert.rejects(run(`reconcile-resources-${name}`, '--fix'), /a limit has been reached/);
      await run(`reconcile-resources-${name}`, '--fix', '--force');
      await inSync();
      await limit({ [resource[name]]: 1n << 40n });

      const serial = await ledger.holder.issue({ name: 'lost', charges, key: `${name} lost` });
      const young = await run(`reconcile-commissions-${name}`, '--fix');
      assert.deepEqual(young.lines, [], 'it may belong to a request under way');
      await ledger.store.quota.record([serial], { decision: 'reject', kept: true, now: new Date() });
      assert.match(
        (await run(`reconcile-resources-${name}`)).notes.join(),
        /have pending commissions or open corrections/,
      );
      assert.deepEqual((await run(`reconcile-commissions-${name}`)).lines, [
        `Unresolved commissions: ${serial}`,
      ]);
      assert.deepEqual(await ledger.holder.pending().then((all) => all.length), 1, 'only looked at');
      await run(`reconcile-commissions-${name}`, '--fix');
      assert.deepEqual(await ledger.holder.pending(), []);
      assert.deepEqual((await run(`reconcile-commissions-${name}`)).notes, [
        'No unresolved commissions were found',
      ]);
      await inSync();
    });
  }
});

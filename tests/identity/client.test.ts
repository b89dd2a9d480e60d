import { accountOver, componentOver, identityOver, projectsOver } from '#contract/program-clients';
import { provisionPair, quotaRefusalOf } from '#contract/component-client';
import { Refusal } from '#contract/refusal';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { INFINITE } from '#contract/infinite';
import { httpTransport, type Transport } from '#contract/transport';
import { seededRandom } from '#platform/faults';
import { injectTransport } from '#platform/http/transport';
import { startIdentity, type TestIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';
import { recountLedger } from './ledger-check.ts';

async function transportsOf(identity: TestIdentity): Promise<Record<string, Transport>> {
  const address = await identity.app.listen({ host: '127.0.0.1', port: 0 });
  return { 'over a socket': httpTransport(address), 'in the process': injectTransport(identity.app) };
}

test('the typed client says and understands what the service says', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  for (const [how, transport] of Object.entries(await transportsOf(identity))) {
    await t.test(how, async () => {
      const client = identityOver(transport);
      const component = componentOver(transport, COMPONENT_TOKENS.cyclades);
      const account = accountOver(transport, ada.token);
      assert.equal((await client.catalog()).access.serviceCatalog.length, 9);
      assert.equal((await client.validate(ada.token)).access.user.id, ada.uuid);
      await assert.rejects(client.validate('wrong'), (error: unknown) => {
        assert.ok(error instanceof Refusal);
        assert.deepEqual([error.status, error.fault, error.message], [401, 'unauthorized', 'Invalid token']);
        return true;
      });
      await setBaseQuota(identity.service, ada, { 'cyclades.ram': INFINITE });
      const change = { user: ada.uuid, project: ada.uuid, resource: 'cyclades.ram', quantity: 1n << 60n };
      const wanted = { name: 'server 1', provisions: provisionPair(change), idempotencyKey: how };
      const serial = await component.issueCommission(wanted);
      assert.equal(await component.issueCommission(wanted), serial);
      const pending = await component.commission(serial);
      assert.deepEqual(pending?.provisions, provisionPair(change));
      assert.deepEqual(await component.pendingCommissions(), [serial]);
      const quotas = await account.quotas();
      const { limit, pending: open } = quotas[ada.uuid]!['cyclades.ram']!;
      assert.deepEqual([limit, open], [INFINITE, 1n << 60n]);
      const resolved = await component.resolveCommissions({ accept: [serial], reject: [99_999n] });
      assert.deepEqual([resolved.accepted, resolved.failed[0]?.[0]], [[serial], 99_999n]);
      assert.equal(await component.commission(serial), undefined);
      await component.issueCommission({
        name: 'back',
        provisions: provisionPair({ ...change, quantity: -change.quantity }),
        autoAccept: true,
        idempotencyKey: `${how} back`,
      });
      assert.equal(
        (await component.serviceQuotas({ users: [ada.uuid] }))[ada.uuid]![ada.uuid]!['cyclades.ram']!.usage,
        0n,
      );
      assert.equal((await component.projectQuotas([ada.uuid]))[ada.uuid]!['cyclades.ram']!.project_usage, 0n);
      assert.deepEqual((await component.userCatalogs({ uuids: [ada.uuid] })).uuid_catalog, {
        [ada.uuid]: ada.email,
      });
      assert.deepEqual(await account.uuids([ada.email, 'nobody@example.org']), { [ada.email]: ada.uuid });
      assert.deepEqual(await account.names([ada.uuid]), { [ada.uuid]: ada.email });
      assert.equal((await projectsOver(transport, ada.token).projects())[0]?.id, ada.uuid);
      assert.ok('cyclades.vm' in (await account.resources()));
    });
  }

  await t.test('a refused commission tells which counter is full', async () => {
    await setBaseQuota(identity.service, ada, { 'cyclades.vm': 1n });
    const component = componentOver(injectTransport(identity.app), COMPONENT_TOKENS.cyclades);
    const provisions = provisionPair({
      user: ada.uuid,
      project: ada.uuid,
      resource: 'cyclades.vm',
      quantity: 2n,
    });
    await assert.rejects(
      component.issueCommission({ name: '', provisions, idempotencyKey: 'x' }),
      (error: unknown) => {
        assert.ok(error instanceof Refusal);
        assert.equal(error.status, 413);
        assert.deepEqual(quotaRefusalOf(error), {
          name: 'NoCapacityError',
          provision: provisions[0],
          limit: 1n,
          usage: 0n,
        });
        return true;
      },
    );
  });
});

test('T-I12 with answers lost at random, usage after recovery is what the client did', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': 1000n });
  const random = seededRandom(7);
  const direct = injectTransport(identity.app);
  const lossy: Transport = async (request) => {
    const reply = await direct(request);
    if (random() < 0.5) {
      reply.body.destroy();
      throw new Error('the connection was cut after the request');
    }
    return reply;
  };
  const component = componentOver(lossy, COMPONENT_TOKENS.cyclades);
  const persist = async <T>(call: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await call();
      } catch (error) {
        if (error instanceof Refusal || attempt > 50) throw error;
      }
    }
  };
  let used = 0n;
  for (let round = 0; round < 40; round += 1) {
    const provisions = provisionPair({
      user: ada.uuid,
      project: ada.uuid,
      resource: 'cyclades.vm',
      quantity: 1n,
    });
    const autoAccept = round % 2 === 0;
    const wanted = { name: 'same name', provisions, autoAccept, idempotencyKey: `round ${round}` };
    const serial = await persist(() => component.issueCommission(wanted));
    if (!autoAccept) await persist(() => component.resolveCommissions({ accept: [serial] }));
    used += 1n;
  }
  const quotas = await accountOver(direct, ada.token).quotas();
  const { usage, pending } = quotas[ada.uuid]!['cyclades.vm']!;
  assert.deepEqual([usage, pending], [used, 0n]);
  assert.deepEqual(await recountLedger(identity.url), []);
});

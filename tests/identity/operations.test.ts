import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Client } from 'pg';
import { cleanUp } from '#identity/jobs/clean-up';
import { foldProvisionLog } from '#identity/domain/quota/fold-provision-log';
import { issueCommission } from '#identity/domain/quota/issue-commission';
import { resolveCommissions } from '#identity/domain/quota/resolve-commissions';
import { recountLedger, recountPairs } from './ledger-check.ts';
import { addComponent, findComponent, modifyComponent } from '#identity/domain/catalog/components';
import type { Acting } from '#identity/domain/identity';
import { identityApp } from '#identity/app';
import {
  type ComponentDeclaration,
  declareComponent,
  type DeclareOptions,
} from '#identity/domain/catalog/declare-component';
import { componentAt } from '#identity/domain/catalog/component-at';
import { computeDefinition } from '#compute/definition';
import { backUp, createDatabase } from '#kit/database';
import { until } from '#kit/until';
import { silentLog } from '#platform/telemetry/log';
import { migrations } from '#identity/store/migrations';
import { testClock } from '#platform/clock';
import { migrate, NewerSchemaError, openDatabase } from '#platform/database/database';
import { declareComponents, makeUser, PASSWORD, startIdentity, type TestUser } from './identity-kit.ts';
import { BASE_URL, COMPONENT_TOKENS, openForTest, pair } from './open-identity.ts';

const DAY_MS = 24 * 3_600_000;
const COMMISSIONS = '/astakos/account/v1.0/commissions';

async function query(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

test('components', async (t) => {
  const identity = await startIdentity(t);
  const { service } = identity;
  const status = async (token: string) => (await identity.call('GET', COMMISSIONS, { token })).status;
  const cyclades = componentAt(BASE_URL, computeDefinition.component);
  const declare = (declaration: ComponentDeclaration, options?: DeclareOptions) =>
    declareComponent(service, declaration, COMPONENT_TOKENS.cyclades, options);

  await t.test('a new one gets a token that is told once; its name is taken then', async () => {
    const definition = {
      name: 'billing',
      baseUrl: 'https://billing.example.org',
      uiUrl: null,
      mayForce: false,
    };
    const token = await addComponent(service, definition);
    assert.equal(await status(token), 200);
    await assert.rejects(addComponent(service, definition), { code: 'component_exists' });
    const { id } = await findComponent(service, 'billing');
    assert.equal((await findComponent(service, String(id))).name, 'billing');
    await assert.rejects(findComponent(service, 'nothing'), { code: 'component_not_found' });
  });

  await t.test('its token is renewed or chosen; the one before stops', async () => {
    const made = await modifyComponent(service, 'billing', { renewToken: true });
    assert.ok(made !== undefined);
    assert.equal(await status(made), 200);
    assert.equal(
      await modifyComponent(service, 'billing', { token: 'chosen by the operator', renewToken: true }),
      undefined,
    );
    assert.deepEqual([await status(made), await status('chosen by the operator')], [401, 200]);
  });

  await t.test(
    'registering again changes nothing, and another base address reaches the catalog',
    async () => {
      const snapshot = () =>
        query(
          identity.url,
          "select (select string_agg(c::text, ',' order by id) from components c) as c, (select count(*) from services) as s, (select string_agg(attributes::text, ',' order by service_id) from endpoints) as e, (select string_agg(r::text, ',' order by id) from resources r) as r",
        );
      const before = await snapshot();
      await declare(cyclades);
      assert.deepEqual(await snapshot(), before);
      await declare(componentAt('https://cloud.example.org', computeDefinition.component));
      const { text } = await identity.call('POST', '/astakos/identity/v2.0/tokens');
      assert.ok(text.includes('"publicURL":"https://cloud.example.org/cyclades/compute/v2.0"'));
    },
  );

  await t.test(
    'what a new release counts is there after its start, and what an operator set stays',
    async () => {
      const components = service.store.catalog;
      const uiUrl = 'https://operator.example.org/ui';
      await declare(cyclades);
      await modifyComponent(service, 'cyclades', { uiUrl, mayForce: false });
      const compute = cyclades.services[0]!;
      const added = { ...compute.resources[0]!, name: 'cyclades.gpu', description: 'GPUs' };
      const release = { ...cyclades, services: [{ ...compute, resources: [...compute.resources, added] }] };
      await declare(release);
      assert.equal((await components.resourceByName('cyclades.gpu'))?.description, 'GPUs');
      const { uiUrl: kept, mayForce } = await findComponent(service, 'cyclades');
      assert.deepEqual({ kept, mayForce }, { kept: uiUrl, mayForce: false });
    },
  );

  await t.test(
    'a component of a release without records is adopted as it stands, what it lacks is added',
    async () => {
      const components = service.store.catalog;
      await query(identity.url, 'delete from declarations');
      await query(identity.url, "delete from services where name = 'cyclades_network'");
      const baseUrl = 'https://operator.example.org/cyclades';
      await modifyComponent(service, 'cyclades', { baseUrl });
      await declare(cyclades, { adopt: true });
      assert.ok((await components.serviceByName('cyclades_network')) !== undefined);
      assert.equal((await findComponent(service, 'cyclades')).baseUrl, baseUrl);
    },
  );

  await t.test(
    'a cloud whose address such a release left wrong in the catalog has it right after its start',
    async () => {
      await declare(componentAt('https://earlier.example.org', computeDefinition.component));
      await query(identity.url, 'delete from declarations');
      await declare(cyclades, { adopt: true });
      const { text } = await identity.call('POST', '/astakos/identity/v2.0/tokens');
      assert.ok(
        text.includes(`"publicURL":"${BASE_URL}/cyclades/compute/v2.0"`) && !text.includes('earlier'),
      );
      assert.equal((await findComponent(service, 'cyclades')).baseUrl, cyclades.baseUrl);
    },
  );

  /** Does something while another process, which began before it, has changed a component and not committed yet. */
  const overtaken = async (change: string, work: () => Promise<unknown>): Promise<void> => {
    const client = new Client({ connectionString: identity.url });
    await client.connect();
    await client.query('begin');
    await client.query(change);
    const waiting =
      "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    const working = work();
    await until(async () => (await query(identity.url, waiting)).length > 0);
    await client.query('commit');
    await client.end();
    await working;
  };

  await t.test('processes that start at the same moment register a new component together', async () => {
    const later = { ...cyclades, name: 'later', services: [] };
    await overtaken(
      "insert into components (name, token_hash, token_created_at) values ('later', sha256('other'), now())",
      () => declareComponent(service, later, 'token-of-later'),
    );
    assert.equal(await status('token-of-later'), 200);
    assert.equal((await findComponent(service, 'later')).baseUrl, later.baseUrl);
  });

  await t.test('a command undoes nothing that a start changed since it began', async () => {
    const uiUrl = 'https://new.example.org';
    await overtaken(`update components set ui_url = '${uiUrl}' where name = 'later'`, () =>
      modifyComponent(service, 'later', { mayForce: false }),
    );
    const { uiUrl: kept, mayForce } = await findComponent(service, 'later');
    assert.deepEqual({ kept, mayForce }, { kept: uiUrl, mayForce: false });
  });

  await t.test('purged services leave the catalog and their resources stay', async () => {
    await modifyComponent(service, 'cyclades', { purgeServices: true });
    const { text } = await identity.call('POST', '/astakos/identity/v2.0/tokens');
    assert.ok(!text.includes('cyclades_compute'));
    assert.ok((await service.store.catalog.resourceByName('cyclades.vm')) !== undefined);
  });
});

test('T-F10 R-I4 an identity database restored from a copy gives no serial again that was handed out since', async (t) => {
  const database = await createDatabase('identity');
  const dataDirectory = mkdtempSync(join(tmpdir(), 'restored-'));
  t.after(async () => {
    await database.drop();
    rmSync(dataDirectory, { recursive: true });
  });
  const issue = async ({ service }: { service: Acting }, user: TestUser): Promise<number> => {
    const app = identityApp(service, { log: silentLog });
    const reply = await app.inject({
      method: 'POST',
      url: COMMISSIONS,
      headers: { 'x-auth-token': COMPONENT_TOKENS.cyclades },
      payload: { provisions: pair(user, 'cyclades.vm', 1) },
    });
    await app.close();
    return reply.json<{ serial: number }>().serial;
  };
  const kept = { url: database.url, dataDirectory };
  const first = await openForTest(kept);
  await declareComponents(first.service);
  const ada = await makeUser(first.service, 'ada@example.org');
  await issue(first, ada);
  await first.close();
  const yesterday = await backUp(t, database.url);

  const second = await openForTest(kept);
  const handedOut: number[] = [];
  for (let count = 0; count < 20; count += 1) handedOut.push(await issue(second, ada));
  await second.close();
  assert.ok(handedOut[0]! < 10, 'an ordinary start moves nothing');
  await yesterday.restore();

  const third = await openForTest(kept);
  const fresh = await issue(third, ada);
  await third.close();
  assert.ok(fresh > handedOut.at(-1)! && fresh > 1_000_000, `serial ${fresh} after ${handedOut.at(-1)}`);
  const fourth = await openForTest(kept);
  assert.ok((await issue(fourth, ada)) < fresh + 10, 'the next start moves nothing');
  await fourth.close();
});

test('the clean-up takes what time has ended and nothing else', async (t) => {
  const clock = testClock();
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('ada@example.org');
  const logIn = (password: string) =>
    identity.call('POST', '/astakos/ui/session', { body: { email: ada.email, password } });
  await logIn(PASSWORD);
  await logIn('wrong');
  const body = { provisions: pair(ada, 'cyclades.vm', 1) };
  await identity.call('POST', COMMISSIONS, {
    token: COMPONENT_TOKENS.cyclades,
    body,
    headers: { 'idempotency-key': 'k' },
  });
  const counts = async () =>
    (
      await query(
        identity.url,
        'select (select count(*) from sessions) as s, (select count(*) from sign_in_attempts) as a, (select count(*) from commission_keys) as k, (select count(*) from commissions) as c',
      )
    )[0];
  await cleanUp(identity.service);
  assert.deepEqual(await counts(), { s: '1', a: '2', k: '1', c: '1' });
  clock.advance(8 * 24 * 3_600_000);
  await cleanUp(identity.service);
  assert.deepEqual(await counts(), { s: '0', a: '0', k: '0', c: '1' });
});

test('the log of quota folds into one opening row for each holding, and still adds up to the counters', async (t) => {
  const clock = testClock();
  const identity = await startIdentity(t, { clock });
  const users = [await identity.user('ada@example.org'), await identity.user('bob@example.org')];
  const component = await findComponent(identity.service, 'cyclades');
  const charge = async (quantity: bigint, verdict: 'accept' | 'reject' | 'pending'): Promise<void> => {
    for (const user of users) {
      const provisions = pair(user, 'cyclades.vm', quantity).map((each) => ({ ...each, quantity }));
      const wanted = { name: 'c', provisions, force: false, autoAccept: false, body: '' };
      const serial = await issueCommission(identity.service, component, wanted);
      const [accept, reject] = [verdict === 'accept' ? [serial] : [], verdict === 'reject' ? [serial] : []];
      await resolveCommissions(identity.service, component, { accept, reject });
    }
  };
  const rows = async () =>
    (
      await query(
        identity.url,
        'select count(*) filter (where serial = 0) as opening, count(*) as all from provision_log',
      )
    )[0];
  await charge(5n, 'accept');
  await charge(3n, 'reject');
  await charge(2n, 'pending');
  clock.advance(60 * DAY_MS);
  await charge(-1n, 'accept');
  await foldProvisionLog(identity.service);
  assert.deepEqual(await rows(), { opening: '0', all: '12' });

  clock.advance(31 * DAY_MS);
  // Two processes at once, each in many small transactions.
  await Promise.all([foldProvisionLog(identity.service, 1), foldProvisionLog(identity.service, 1)]);
  assert.deepEqual(await rows(), { opening: '4', all: '8' });
  assert.deepEqual(await recountLedger(identity.url), []);
  clock.advance(60 * DAY_MS);
  await charge(4n, 'accept');
  await cleanUp(identity.service);
  assert.deepEqual(await rows(), { opening: '4', all: '8' });
  assert.deepEqual(await recountLedger(identity.url), []);
  assert.deepEqual(await recountPairs(identity.url), []);
});

test('a database of a newer release is refused in one sentence', async (t) => {
  const identity = await startIdentity(t);
  await query(identity.url, "insert into schema_migrations (name) values ('9999-later')");
  const db = openDatabase({ url: identity.url, poolSize: 1 });
  await assert.rejects(migrate(db, migrations), NewerSchemaError).finally(() => db.destroy());
  await assert.rejects(openForTest({ url: identity.url }), NewerSchemaError);
});

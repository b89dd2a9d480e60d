import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { cleanUp } from '#identity/jobs/cleanup';
import { addComponent, findComponent, modifyComponent } from '#identity/domain/components';
import { registerStandardComponent } from '#identity/domain/standard-components';
import { migrations } from '#identity/store/migrations';
import { testClock } from '#platform/clock';
import { migrate, NewerSchemaError, openDatabase } from '#platform/database';
import { COMPONENT_TOKENS, openForTest, pair, PASSWORD, startIdentity } from './identity-kit.ts';

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
    await assert.rejects(findComponent(service, 'nothing'), { code: 'component_unknown' });
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
      await registerStandardComponent(service, 'cyclades', COMPONENT_TOKENS.cyclades);
      assert.deepEqual(await snapshot(), before);
      await registerStandardComponent(
        { ...service, baseUrl: 'https://cloud.example.org' },
        'cyclades',
        COMPONENT_TOKENS.cyclades,
      );
      const { text } = await identity.call('POST', '/astakos/identity/v2.0/tokens');
      assert.ok(text.includes('"publicURL":"https://cloud.example.org/cyclades/compute/v2.0"'));
    },
  );

  await t.test('purged services leave the catalog and their resources stay', async () => {
    await modifyComponent(service, 'cyclades', { purgeServices: true });
    const { text } = await identity.call('POST', '/astakos/identity/v2.0/tokens');
    assert.ok(!text.includes('cyclades_compute'));
    assert.ok((await service.store.components.resourceByName('cyclades.vm')) !== undefined);
  });
});

test('a database that was restored or failed over gets serials beyond every one that was handed out', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const issue = async (app: typeof identity) => {
    const body = { provisions: pair(ada, 'cyclades.vm', 1) };
    const { json } = await app.call('POST', COMMISSIONS, { token: COMPONENT_TOKENS.cyclades, body });
    return (json as { serial: number }).serial;
  };
  const before = await issue(identity);
  const same = await openForTest({ url: identity.url });
  await same.close();
  assert.ok((await issue(identity)) < before + 10, 'an ordinary start moves nothing');
  await query(identity.url, "update database_origin set system_identifier = 'another'");
  const restored = await openForTest({ url: identity.url });
  await restored.close();
  assert.ok((await issue(identity)) > before + 1_000_000);
  assert.deepEqual(await query(identity.url, 'select recovery_epoch from database_origin'), [
    { recovery_epoch: '1' },
  ]);
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

test('a database of a newer release is refused in one sentence', async (t) => {
  const identity = await startIdentity(t);
  await query(identity.url, "insert into schema_migrations (name) values ('9999-later')");
  const db = openDatabase({ url: identity.url, poolSize: 1 });
  await assert.rejects(migrate(db, migrations), NewerSchemaError).finally(() => db.destroy());
  await assert.rejects(openForTest({ url: identity.url }), NewerSchemaError);
});

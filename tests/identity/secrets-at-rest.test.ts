import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { createFirstAdministrator } from '#identity/domain/accounts/first-administrator';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';

test('T-I5 no token, session, component token or password stands in the database', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const admin = await createFirstAdministrator(identity.service, {
    email: 'root@example.org',
    firstName: 'R',
    lastName: 'T',
  });
  assert.ok(admin !== undefined);
  const log = await identity.call('POST', '/astakos/ui/session', {
    body: { email: ada.email, password: PASSWORD },
  });
  const session = String(log.headers['set-cookie']).split(/[=;]/, 2)[1]!;
  const secrets = [
    ada.token,
    session,
    session.replace('session.', ''),
    PASSWORD,
    admin.token,
    admin.password,
    ...Object.values(COMPONENT_TOKENS),
  ];
  const everything = await dump(identity.url);
  assert.ok(everything.includes(ada.uuid) && everything.includes('$argon2id$v=19$'), 'the dump is one');
  for (const secret of secrets) {
    assert.ok(!everything.includes(secret));
    assert.ok(!everything.includes(Buffer.from(secret).toString('hex')), 'nor as bytes');
    assert.ok(!everything.includes(Buffer.from(secret).toString('base64')));
    const raw = Buffer.from(secret.replace('session.', ''), 'base64url').toString('hex');
    assert.ok(raw.length < 16 || !everything.includes(raw), 'nor decoded');
  }
});

/** Every row of every table as text. */
async function dump(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    const parts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      parts.push(...rows.map(({ row }) => row));
    }
    return parts.join('\n');
  } finally {
    await client.end();
  }
}

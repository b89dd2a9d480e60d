import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgeLimit } from '../identity-kit.ts';
import { COMPONENT_TOKENS, pair } from '../open-identity.ts';
import { startCommands } from './commands-kit.ts';

test('quota lists, compares and repairs', async (t) => {
  const { identity, run, rows: json } = await startCommands(t);
  const { uuid } = await identity.user('Ada@New.org');
  await forgeLimit(identity.service, { uuid }, 'pithos.diskspace', 20n * 1024n ** 3n);
  const rows = await json('quota', '--user', 'ada@new.org', '--unit-style', 'gb');
  const disk = rows.find(({ resource }) => resource === 'pithos.diskspace');
  assert.deepEqual(disk, {
    uuid,
    email: 'Ada@New.org',
    source: `project:${uuid}`,
    resource: 'pithos.diskspace',
    'base quota': '20.0 GB',
    'total quota': '20.0 GB',
    usage: '0.000 GB',
  });
  assert.match((await run('quota', '--verify')).out, /pithos\.diskspace +9223372036854775807 +21474836480/);
  assert.equal((await run('quota', '--sync')).status, 0);
  assert.equal((await run('quota', '--verify')).err, 'Everything in sync.\n');
  const wrong = await run('quota', '--unit-style', 'furlong');
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /^CommandError: --unit-style is one of b, .*, none, not "furlong"/);
});

test('reconcile-resources-astakos gives back what is charged and not used', async (t) => {
  const { identity, run, rows: json } = await startCommands(t);
  const { uuid } = await identity.user('ada@example.org');
  const reconcile = (...options: string[]) => run('reconcile-resources-astakos', ...options);
  const inSync = { status: 0, out: '', err: 'Everything in sync.\n' };
  const token = COMPONENT_TOKENS.astakos;
  const post = (path: string, body: object) =>
    identity.call('POST', `/astakos/account/v1.0/commissions${path}`, { token, body });
  const provisions = pair({ uuid }, 'astakos.pending_app', 2);
  assert.deepEqual(await reconcile(), inSync);
  assert.equal((await post('', { provisions, auto_accept: true })).status, 201);
  const { json: issued } = await post('', { provisions });
  const waits = await reconcile('--fix');
  assert.match(waits.err, /^2 counters have pending commissions/, 'and is left alone');
  await post('/action', { accept: [], reject: [(issued as { serial: number }).serial] });
  const row = {
    Type: 'user',
    Holder: uuid,
    Source: uuid,
    Resource: 'astakos.pending_app',
    Astakos: '0',
    Quotaholder: '2',
  };
  const ofProject = { ...row, Type: 'project', Source: '' };
  assert.deepEqual(await json('reconcile-resources-astakos'), [row, ofProject]);
  assert.deepEqual(await json('reconcile-resources-astakos', '--user', uuid), [row]);
  assert.deepEqual(
    await json('reconcile-resources-astakos', '--userid', uuid),
    [row],
    'as older guides have it',
  );
  assert.deepEqual(await json('reconcile-resources-astakos', '--project', uuid), [row, ofProject]);
  const nobody = '00000000-0000-4000-8000-000000000000';
  assert.match((await reconcile('--user', nobody)).err, /^CommandError: There is no user/);
  assert.equal((await reconcile('--user', 'ada')).status, 2);
  assert.match((await reconcile('--fix')).err, /^Fixed unsynced resources: 1 of users/);
  assert.deepEqual(await reconcile(), inSync);
});

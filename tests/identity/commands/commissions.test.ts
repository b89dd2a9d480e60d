import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMPONENT_TOKENS, pair } from '../open-identity.ts';
import { startCommands } from './commands-kit.ts';

test('pending commissions are listed by age and shown with what they take', async (t) => {
  const { run, rows, identity } = await startCommands(t);
  const ada = await identity.user('ada@example.org');
  const { json } = await identity.call('POST', '/astakos/account/v1.0/commissions', {
    token: COMPONENT_TOKENS.cyclades,
    body: { name: 'a machine', provisions: pair(ada, 'cyclades.vm', 1) },
  });
  const { serial } = json as { serial: number };
  const [listed] = await rows('commission-list');
  assert.deepEqual(listed, {
    serial: String(serial),
    name: 'a machine',
    clientkey: 'cyclades',
    'issue time': listed?.['issue time'],
  });
  assert.deepEqual(await rows('commission-list', '--overdue', '3600'), []);
  assert.equal(
    (await rows('commission-list', '--overdue', '0', '--filter-by', 'clientkey=cyclades')).length,
    1,
  );
  const [shown] = await rows('commission-show', String(serial));
  const { issue_time: issued, ...rest } = shown as Record<string, unknown>;
  assert.match(String(issued), /^\d{4}-/);
  assert.deepEqual(rest, {
    serial: String(serial),
    name: 'a machine',
    clientkey: 'cyclades',
    provisions: [
      { holder: `user:${ada.uuid}`, resource: 'cyclades.vm', source: `project:${ada.uuid}`, quantity: '1' },
      { holder: `project:${ada.uuid}`, resource: 'cyclades.vm', source: 'None', quantity: '1' },
    ],
  });
  for (const wrong of ['999999', 'x', '0'])
    assert.equal(
      (await run('commission-show', wrong)).err,
      `CommandError: There is no pending commission ${wrong}.\n`,
    );
  assert.equal((await run('commission-list', '--overdue', 'long')).status, 2);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCommands } from './commands-kit.ts';

test('user-show has the projects that an account owns, and those that it belongs to', async (t) => {
  const { rows, identity } = await startCommands(t);
  const { uuid, token } = await identity.user('ada@example.org');
  const { json } = await identity.call('POST', '/astakos/account/v1.0/projects', {
    token,
    body: { name: 'lab.example.org', end_date: '2099-01-01T00:00:00+00:00', resources: {} },
  });
  const { id, application } = json as { id: string; application: number };
  const [shown] = await rows('user-show', uuid, '--projects');
  const { 'owned projects': owned, memberships } = shown as unknown as Record<string, object[]>;
  assert.deepEqual(owned, [
    { 'project id': id, name: 'lab.example.org', status: 'Pending', 'pending app id': String(application) },
  ]);
  assert.deepEqual(memberships, [{ 'project id': uuid, name: `system:${uuid}`, status: 'accepted' }]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCommands } from './commands-kit.ts';

test('components are added and changed; services and resources are listed', async (t) => {
  const { run, rows: json } = await startCommands(t);
  const added = await run('component-add', 'billing', '--base-url', 'https://b.example.org');
  assert.match(added.out, /^Token: [\w-]{43}\n$/);
  assert.equal((await run('component-add', 'billing')).status, 1);
  const renewed = await run(
    'component-modify',
    'billing',
    '--ui-url',
    'https://b.example.org/ui',
    '--renew-token',
  );
  assert.match(renewed.out, /^Component's new token: [\w-]{43}\n$/);
  const unsaid = await run('component-modify', 'billing');
  assert.deepEqual([unsaid.status, unsaid.err], [2, 'CommandError: Nothing to change was given.\n']);
  for (const [words, sentence] of [
    [['component-add', ''], /named with letters/],
    [['component-add', '12'], /named with letters/],
    [['component-add', 'other', '--base-url', 'nonsense'], /'nonsense' is not an address/],
    [['component-modify', 'billing', '--ui-url', 'javascript:x'], /is not an address/],
  ] as const)
    assert.match((await run(...words)).err, sentence);
  const components = await json('component-list', '--fields', 'id,name,base_url,ui_url');
  assert.deepEqual(components.at(-1), {
    id: '4',
    name: 'billing',
    base_url: 'https://b.example.org',
    ui_url: 'https://b.example.org/ui',
  });
  assert.deepEqual((await json('service-list'))[0], {
    id: '1',
    name: 'astakos_account',
    component: 'astakos',
    type: 'account',
  });
  const services = await json('service-list');
  const purge = await run('component-modify', 'astakos', '--purge-services');
  assert.equal(purge.status, 1);
  assert.match(
    purge.err,
    /^4 services: astakos_account, astakos_identity, astakos_weblogin, astakos_oauth2\nCommandError: Take these services/,
  );
  assert.deepEqual(await json('service-list'), services);
  const resources = await json('resource-list');
  assert.deepEqual(resources[0], {
    id: '1',
    name: 'astakos.pending_app',
    system_default: 'inf',
    project_default: 'inf',
    api_visible: 'False',
    ui_visible: 'False',
  });
  assert.deepEqual(await json('resource-list', '-o', 'name', '--filter-by', 'unit=bytes,api_visible=1'), [
    { name: 'cyclades.ram' },
    { name: 'cyclades.disk' },
    { name: 'pithos.diskspace' },
  ]);
});

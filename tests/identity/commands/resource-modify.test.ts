import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCommands, type TestCommands } from './commands-kit.ts';

async function shown({ rows }: TestCommands, name: string): Promise<Record<string, string> | undefined> {
  const columns = 'system_default,project_default,api_visible,ui_visible';
  return (await rows('resource-list', '--filter-by', `name=${name}`, '-o', columns, '--unit-style', 'gb'))[0];
}

test('resource-modify sets what new accounts and projects get; who is there keeps his limits', async (t) => {
  const commands = await startCommands(t);
  const { run, rows, identity } = commands;
  const early = await identity.user('early@example.org');
  const line = ['resource-modify', 'pithos.diskspace'];
  const done = await run(
    ...line,
    '--system-default',
    '20GB',
    '--project-default',
    '100 GB',
    '--unit-style',
    'gb',
  );
  assert.deepEqual(done, {
    status: 0,
    out: '',
    err: 'pithos.diskspace: system_default from inf to 20.0 GB\npithos.diskspace: project_default from 0.000 GB to 100.0 GB\n',
  });
  assert.equal((await run(...line, '--limit', '10GB')).status, 0, 'the spelling of the guide');
  assert.equal((await shown(commands, 'pithos.diskspace'))?.['system_default'], '10.0 GB');
  const late = await identity.user('late@example.org');
  const limits = async (uuid: string): Promise<string | undefined> => {
    const [account] = await rows('user-show', uuid, '--quota', '--unit-style', 'gb');
    const quota = account?.['quota'] as unknown as Record<string, string>[] | undefined;
    return quota?.find(({ resource }) => resource === 'pithos.diskspace')?.['limit'];
  };
  assert.equal(await limits(early.uuid), 'inf');
  assert.equal(await limits(late.uuid), '10.0 GB');
});

test('what the console shows, the API shows', async (t) => {
  const commands = await startCommands(t);
  const line = ['resource-modify', 'cyclades.vm'];
  const hidden = await commands.run(...line, '--api-visible', 'False');
  assert.equal(hidden.err, "Also resetting 'ui_visible' of cyclades.vm.\n");
  assert.deepEqual(await shown(commands, 'cyclades.vm'), {
    system_default: 'inf',
    project_default: '0',
    api_visible: 'False',
    ui_visible: 'False',
  });
  const back = await commands.run(...line, '--allow-in-projects', 'True');
  assert.equal(back.err, "Also setting 'api_visible' of cyclades.vm.\n");
  const both = await commands.run(...line, '--ui-visible', 'True', '--api-visible', 'False');
  assert.equal(both.status, 1);
});

test('T-S9 limits of many resources come from a file, seen and agreed to before', async (t) => {
  const commands = await startCommands(t);
  const { run, file } = commands;
  const limits = file('{"cyclades.vm": 5, "cyclades.ram": "40GB", "pithos.diskspace": "inf"}');
  const line = ['resource-modify', '--limit-from-file', limits];
  const asked = await run(...line);
  assert.equal(asked.status, 1);
  assert.match(asked.out, /cyclades\.vm +inf +5\n/);
  assert.ok(!asked.out.includes('pithos'), 'what stays is not shown');
  assert.equal((await shown(commands, 'cyclades.vm'))?.['system_default'], 'inf');
  assert.equal((await run(...line, '--yes')).status, 0);
  assert.equal((await shown(commands, 'cyclades.ram'))?.['system_default'], '40.0 GB');
  const one = file('{"cyclades.vm": 7, "cyclades.ram": 1}');
  await run('resource-modify', 'cyclades.vm', '--limit-from-file', one, '--yes');
  assert.equal((await shown(commands, 'cyclades.vm'))?.['system_default'], '7');
  assert.equal((await shown(commands, 'cyclades.ram'))?.['system_default'], '40.0 GB');
  for (const [text, sentence] of [
    ['{"no.such": 1}', /There is no resource 'no\.such'/],
    ['{"cyclades.vm": "lots"}', /the limit of cyclades\.vm is not an amount/],
    ['[]', /is not a dictionary/],
  ] as const)
    assert.match((await run('resource-modify', '--limit-from-file', file(text), '--yes')).err, sentence);
});

test('limits are asked for one by one, and a blank answer keeps what stands', async (t) => {
  const commands = await startCommands(t);
  const one = await commands.fed(
    'lots\n12\n',
    'resource-modify',
    'cyclades.vm',
    '--limit-interactive',
    '--yes',
  );
  assert.equal(one.status, 0, one.err);
  assert.match(one.err, /^cyclades\.vm is limited to inf\. New limit .*\n'lots' is not an amount/);
  assert.equal((await shown(commands, 'cyclades.vm'))?.['system_default'], '12');
  const all = await commands.fed('\n'.repeat(40), 'resource-modify', '--limit-interactive', '--yes');
  assert.match(all.err, /Nothing was changed\.\n$/);
  const ended = await commands.fed('\n1\n', 'resource-modify', '--limit-interactive', '--yes');
  assert.deepEqual([ended.status, (await shown(commands, 'cyclades.vm'))?.['system_default']], [1, '12']);
});

test('resource-modify refuses what says nothing, or several things at once', async (t) => {
  const { run } = await startCommands(t);
  for (const words of [
    ['cyclades.vm'],
    [],
    ['--limit', '5'],
    ['cyclades.vm', '--limit', 'lots'],
    ['cyclades.vm', '--limit', '5', '--system-default', '6'],
    ['cyclades.vm', '--limit', '5', '--limit-interactive'],
    ['--limit-interactive', '--limit-from-file', '/nowhere'],
    ['--limit-from-file', '/nowhere'],
    ['cyclades.vm', '--api-visible', 'perhaps'],
  ]) {
    const { status, err } = await run('resource-modify', ...words);
    assert.equal(status, 2, words.join(' '));
    assert.equal(err.split('\n').length, 2, 'one line');
  }
  assert.equal((await run('resource-modify', 'no.such', '--limit', '5')).status, 1);
});

test('astakos-init makes the uplimits of ASTAKOS_SERVICES what new accounts get', async (t) => {
  const commands = await startCommands(t, {
    ASTAKOS_SERVICES: JSON.stringify({
      cyclades: {
        url: 'x',
        resources: [
          { name: 'vm', group: 'compute', uplimit: 2 },
          { name: 'gpu', uplimit: 1 },
        ],
      },
      'pithos+': { resources: [{ name: 'diskspace', uplimit: 5 * 1024 ** 3 }] },
    }),
  });
  const { run } = commands;
  assert.equal((await run('astakos-init')).status, 2);
  const asked = await run('astakos-init', '--load-service-resources');
  assert.equal(asked.status, 1);
  assert.match(asked.err, /^There is no resource cyclades\.gpu/);
  assert.equal((await run('astakos-init', '--load-service-resources', '--yes')).status, 0);
  assert.equal((await shown(commands, 'cyclades.vm'))?.['system_default'], '2');
  assert.equal((await shown(commands, 'pithos.diskspace'))?.['system_default'], '5.00 GB');
  assert.match((await run('astakos-init', '--load-service-resources')).err, /Nothing to change/);
});

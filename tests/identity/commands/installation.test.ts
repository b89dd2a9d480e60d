import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { test, type TestContext } from 'node:test';
import { componentRegister } from '#manage/component-register';
import { serviceExport } from '#manage/service-export';
import { type Result, startCommands, type TestCommands } from './commands-kit.ts';

const BIN = new URL('../../../bin/', import.meta.url).pathname;

test('snf-service-export prints what each component offers at its address, without a cloud', () => {
  const run = (...argv: string[]): Result => {
    let [out, err] = ['', ''];
    const status = serviceExport(argv, { out: (text) => (out += text), err: (text) => (err += text) });
    return { status, out, err };
  };
  const { out, status } = run('cyclades', 'https://c.example.org/cyclades/');
  assert.equal(status, 0);
  const { cyclades_compute: compute, cyclades_network: network } = JSON.parse(out) as Record<
    string,
    { endpoints: object[]; resources: Record<string, { name: string }> }
  >;
  assert.deepEqual(compute?.endpoints, [
    {
      versionId: 'v2.0',
      publicURL: 'https://c.example.org/cyclades/compute/v2.0',
      'SNF:exposeVersion': true,
    },
  ]);
  assert.deepEqual(network?.endpoints, [
    { versionId: 'v2.0', publicURL: 'https://c.example.org/cyclades/network', 'SNF:exposeVersion': false },
  ]);
  assert.equal(compute?.resources['vm']?.name, 'cyclades.vm');
  assert.equal(run('nothing', 'https://c.example.org').status, 1);
  for (const wrong of [[], ['cyclades'], ['cyclades', 'c.example.org'], ['cyclades', 'https://c', 'more']])
    assert.equal(run(...wrong).status, 2);
  assert.match(run('--help').out, /^Usage: snf-service-export/);
});

test('both programs start from anywhere and say what they are for', () => {
  for (const program of ['snf-service-export', 'snf-component-register'])
    assert.match(
      execFileSync(`${BIN}${program}`, ['--help'], { cwd: '/', encoding: 'utf8' }),
      /^Usage: snf-/,
    );
});

async function startRegister(
  t: TestContext,
): Promise<TestCommands & { register(stdin: string, ...argv: string[]): Promise<Result> }> {
  const commands = await startCommands(t);
  return {
    ...commands,
    async register(stdin, ...argv) {
      let [out, err] = ['', ''];
      const status = await componentRegister(argv, {
        environment: commands.environment,
        streams: { out: (text) => (out += text), err: (text) => (err += text) },
        stdin: Readable.from([Buffer.from(stdin)], { objectMode: false }),
        signal: new AbortController().signal,
      });
      return { status, out, err };
    },
  };
}

test('snf-component-register moves a component that is registered, with all it offers', async (t) => {
  const { register, rows } = await startRegister(t);
  const moved = await register('', 'pithos', '--base-url', 'https://p.example.org/pithos', '--yes');
  assert.deepEqual([moved.status, moved.out], [0, ''], moved.err);
  assert.match(moved.err, /^Updated service pithos_object-store/, 'it is never out of the catalog');
  const [shown] = await rows('component-show', 'pithos');
  assert.equal(shown?.['base url'], 'https://p.example.org/pithos');
  assert.equal(shown?.['ui url'], 'https://p.example.org/pithos/ui');
  const [service] = await rows('service-show', 'pithos_object-store');
  assert.match(JSON.stringify(service), /https:\/\/p\.example\.org\/pithos\/object-store\/v1"/);
  const resources = await rows('resource-list', '-o', 'name', '--filter-by', 'name=pithos.diskspace');
  assert.equal(resources.length, 1);
});

test('snf-component-register asks, and registers a component that is new', async (t) => {
  const { register, run, rows } = await startRegister(t);
  await run('component-remove', 'cyclades', '--yes');
  const declined = await register('n\n', 'cyclades');
  assert.equal(declined.status, 0);
  assert.ok(!(await rows('component-list', '-o', 'name')).some(({ name }) => name === 'cyclades'));
  const made = await register('y\nnonsense\nhttps://c.example.org/cyclades\n\ny\n', 'cyclades');
  assert.equal(made.status, 0, made.err);
  assert.match(made.out, /^Token: [\w-]{43}\n$/);
  assert.match(made.err, /'nonsense' is not an address/);
  assert.match(made.err, /Note this token/);
  assert.match(made.err, /resource-modify RESOURCE --system-default LIMIT/);
  assert.equal(
    (await rows('component-show', 'cyclades'))[0]?.['ui url'],
    'https://c.example.org/cyclades/ui',
  );
  assert.ok((await rows('service-list', '--filter-by', 'component=cyclades')).length >= 3);
  const ended = await register('y\n', 'cyclades');
  assert.deepEqual([ended.status, ended.out], [1, '']);
});

test('snf-component-register refuses a line that cannot be meant, and knows its components', async (t) => {
  const { register } = await startRegister(t);
  for (const wrong of [
    ['--yes'],
    ['pithos', '--yes'],
    ['pithos', 'cyclades'],
    ['pithos', '--bogus'],
    ['pithos', '--base-url', 'nonsense', '--yes'],
  ]) {
    const { status, err } = await register('', ...wrong);
    assert.equal(status, 2, wrong.join(' '));
    assert.equal(err.split('\n').length, 2, err);
  }
  const unknown = await register('', 'nothing');
  assert.deepEqual([unknown.status, unknown.out], [0, '']);
  assert.match(unknown.err, /^There is no component 'nothing': it is one of astakos, cyclades, pithos\.\n$/);
});

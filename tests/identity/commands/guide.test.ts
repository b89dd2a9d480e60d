import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityCommands } from '#identity/commands/commands';
import { manage } from '#manage/manage';

/** The Astakos commands that the guide names, and those that came with 0.15 and later (spec/identity 6). */
const GUIDE = [
  ...['user-add', 'user-list', 'user-show', 'user-modify', 'user-activation-send', 'fix-superusers'],
  ...['group-add', 'group-list', 'term-add', 'cleanup-full', 'quota', 'quota-list', 'quota-verify'],
  ...['authpolicy-add', 'authpolicy-list', 'authpolicy-remove', 'authpolicy-set', 'authpolicy-show'],
  ...['project-control', 'project-list', 'project-modify', 'project-show'],
  ...['commission-list', 'commission-show', 'reconcile-resources-astakos', 'astakos-init'],
  ...['component-add', 'component-list', 'component-modify', 'component-remove', 'component-show'],
  ...['service-import', 'service-list', 'service-show', 'service-export-astakos'],
  ...['resource-import', 'resource-list', 'resource-modify', 'resource-export-astakos'],
];

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const streams = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  return { status: await manage(argv, {}, { streams }), out, err };
}

test('every Astakos command of the guide is there', () => {
  const names = new Set(identityCommands.flatMap(({ name, aliases }) => [name, ...aliases]));
  assert.deepEqual(
    GUIDE.filter((name) => !names.has(name)),
    [],
  );
});

test('every command says how it is used, and takes a wrong line for one, in one line', async () => {
  for (const { name } of identityCommands) {
    const help = await run(name, '--help');
    assert.deepEqual([help.status, help.err], [0, ''], name);
    assert.match(help.out, new RegExp(`^Usage: snf-manage ${name} `), name);
    for (const wrong of [['--bogus'], ['a', 'b', 'c', 'd', '--bogus']]) {
      const { status, out, err } = await run(name, ...wrong);
      assert.deepEqual([status, out], [2, ''], name);
      assert.match(err, /^[^\n]+\n$/, name);
    }
  }
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const guard = new URL('../../src/platform/last-resort.ts', import.meta.url).href;

/** Runs a program that is guarded; it prints a line for each defect that is caught. */
function run(program: string): { stdout: string; status: number | null } {
  const start = `import { guardProcess } from '${guard}';
    const clock = { now: () => new Date(), monotonic: () => performance.now() };
    guardProcess({ log: { fatal: () => console.log('caught') }, clock, giveUp: () => { console.log('gave up'); process.exit(3); } });`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', start + program], { encoding: 'utf8' });
}

test('T-G18 what nobody catches is logged and the process goes on', () => {
  const { stdout, status } = run(`
    setTimeout(() => { throw new Error('in a timer'); }, 1);
    Promise.reject(new Error('nobody waits'));
    process.nextTick(() => { process.stdin.emit('error', new Error('an event without a listener')); });
    setTimeout(() => { console.log('alive'); process.exit(0); }, 50);`);
  assert.equal(status, 0);
  assert.equal(stdout, 'caught\ncaught\ncaught\nalive\n');
});

test('T-G18 a process that fails again and again within a minute gives up', () => {
  const { stdout, status } = run(`setInterval(() => { throw new Error('again'); }, 1);`);
  assert.equal(status, 3);
  assert.equal(stdout, `${'caught\n'.repeat(21)}gave up\n`);
});

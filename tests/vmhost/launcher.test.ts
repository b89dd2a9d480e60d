import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { isAlive, processIdentity } from '#vmhost/qemu/process';
import { until } from '../kit/until.ts';

/** The service that asks: an ordinary user, who is not to get further than a machine's user. */
const SERVICE = 65_534;
const MACHINE = 2_000_000_007;
const OTHER = 2_000_000_008;
const home = { name: 'abcdefabcdef', uid: MACHINE };
const notRoot = process.getuid?.() === 0 ? false : '*** NOT RUN: only root has a launcher';
const MAIN = new URL('../../src/vmhost/launcher/main.ts', import.meta.url).pathname;

interface Answer {
  id: number;
  refused?: string;
  identity?: { pid: number; startTicks: string } | null;
}

/** The launcher itself, spoken to without the client, as somebody would who has taken over the service. */
async function start(t: TestContext, data = dataDirectory(t)) {
  const child = spawn(process.execPath, [MAIN, data, String(SERVICE), String(SERVICE)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const said: Answer[] = [];
  let ready = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.includes('"ready"')) ready = true;
    else said.push(JSON.parse(line) as Answer);
  });
  const ended = once(child, 'close').then(() => `ended: ${complaint}`);
  await Promise.race([until(() => ready), ended]);
  let id = 0;
  const tell = async (request: Record<string, unknown>): Promise<Answer> => {
    const mine = ++id;
    child.stdin.write(`${JSON.stringify({ id: mine, ...request })}\n`);
    await until(() => said.some((answer) => answer.id === mine));
    return said.find((answer) => answer.id === mine)!;
  };
  return {
    child: child as ChildProcess,
    data,
    tell,
    ready,
    ended,
    folder: join(data, 'vmhost/machines/abcdefabcdef'),
  };
}

function dataDirectory(t: TestContext): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'launcher-')));
  chownSync(path, SERVICE, SERVICE);
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A file as the service would have written it into the machine's folder. */
function serviceFile(folder: string, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, 'disk');
  chownSync(path, SERVICE, SERVICE);
  return path;
}

const sleeping = { program: 'unshare', args: ['sleep', '600'] };

test(
  'T-S12 the launcher gives a machine its folder and files, starts and ends it as its user',
  { skip: notRoot },
  async (t) => {
    const launcher = await start(t);
    assert.deepEqual(await launcher.tell({ op: 'makeHome', home }), { id: 1 });
    const facts = statSync(launcher.folder);
    assert.deepEqual([facts.uid, facts.gid, facts.mode & 0o7777], [MACHINE, SERVICE, 0o2770]);
    const above = statSync(join(launcher.folder, '..'));
    assert.deepEqual([above.uid, above.gid, above.mode & 0o7777], [0, SERVICE, 0o750]);
    const disk = serviceFile(launcher.folder, 'disk-00000000.raw');
    const { identity } = await launcher.tell({ op: 'start', home, launch: sleeping });
    assert.ok(identity);
    assert.deepEqual(
      [statSync(disk).uid, statSync(disk).gid, statSync(disk).mode & 0o7777],
      [MACHINE, SERVICE, 0o660],
    );
    await until(() => readFileSync(`/proc/${identity.pid}/comm`, 'utf8') === 'sleep\n');
    const status = readFileSync(`/proc/${identity.pid}/status`, 'utf8');
    assert.match(status, new RegExp(`^Uid:\t${[MACHINE, MACHINE, MACHINE, MACHINE].join('\t')}$`, 'm'));
    assert.match(status, /^Groups:\s*$/m);
    assert.match(status, /^CapEff:\t0+$/m);
    const wrongTime = { ...identity, startTicks: '1' };
    assert.deepEqual(await launcher.tell({ op: 'signal', identity: wrongTime, signal: 'SIGKILL' }), {
      id: 3,
    });
    assert.ok(await isAlive(identity), 'T-V13 the same number at another time is another process');
    await launcher.tell({ op: 'signal', identity, signal: 'SIGKILL' });
    await until(async () => !(await isAlive(identity)));
    mkdirSync(join(launcher.folder, 'network'));
    chownSync(join(launcher.folder, 'network'), MACHINE, MACHINE);
    assert.deepEqual(await launcher.tell({ op: 'removeHome', home }), { id: 5 });
    assert.ok(!existsSync(launcher.folder));
    assert.deepEqual(await launcher.tell({ op: 'removeHome', home }), { id: 6 });
  },
);

test(
  'T-S12 a service that was taken over gets nothing of root from the launcher',
  { skip: notRoot },
  async (t) => {
    const launcher = await start(t);
    await launcher.tell({ op: 'makeHome', home });
    const shadow = statSync('/etc/shadow');
    const refuses = async (what: string, request: Record<string, unknown>, reason: RegExp): Promise<void> => {
      const { refused = 'nothing' } = await launcher.tell(request);
      assert.match(refused, reason, what);
    };
    const launch = (changes: object) => ({ op: 'start', home, launch: { ...sleeping, ...changes } });

    await t.test('names that are not a machine’s, users that are not machines’', async () => {
      for (const name of [
        '..',
        '.',
        '',
        '/etc',
        '../../etc',
        'abcdefabcde',
        'ABCDEFABCDEF',
        'abcdefabcdef/..',
        'abcdefabcdef\0',
        7,
        null,
      ])
        for (const op of ['makeHome', 'removeHome'])
          await refuses(`${op} ${name}`, { op, home: { name, uid: MACHINE } }, /no name of a machine/);
      for (const uid of [0, -1, 1, 33, SERVICE, 1_999_999_999, 2 ** 32, 2 ** 32 + MACHINE, 1.5, '0', null])
        await refuses(`uid ${uid}`, { op: 'makeHome', home: { ...home, uid } }, /no user of a machine/);
      await refuses(
        'somebody else’s folder',
        { op: 'makeHome', home: { ...home, uid: OTHER } },
        /not of this machine/,
      );
      await refuses(
        'somebody else’s folder',
        { op: 'start', home: { ...home, uid: OTHER }, launch: sleeping },
        /not of this machine/,
      );
      await refuses(
        'somebody else’s folder',
        { op: 'removeHome', home: { ...home, uid: OTHER } },
        /not of this machine/,
      );
      await refuses('more than is asked', { op: 'makeHome', home: { ...home, gid: 0 } }, /more than it may/);
      await refuses('more than is asked', { op: 'makeHome', home, mode: 0o777 }, /more than it may/);
    });

    await t.test('programs and arguments that are none of ours', async () => {
      for (const program of [
        'sh',
        '/bin/sh',
        'unshare;id',
        '/tmp/x/../unshare',
        'qemu-system-x86_64 ',
        '',
        7,
      ])
        await refuses(`${program}`, launch({ program }), /not started/);
      for (const args of [
        undefined,
        'x',
        [7],
        ['a\0b'],
        Array.from({ length: 513 }, () => 'x'),
        ['x'.repeat(40_000)],
      ])
        await refuses(`${JSON.stringify(args)?.slice(0, 20)}`, launch({ args }), /no arguments/);
      await refuses('an environment', launch({ env: { LD_PRELOAD: '/x' } }), /more than it may/);
    });

    await t.test(
      'a disk that is a link changes nothing of what it points to, and no log is written through one',
      async () => {
        const target = serviceFile(launcher.data, 'target');
        symlinkSync('/etc/shadow', join(launcher.folder, 'disk-11111111.raw'));
        symlinkSync(target, join(launcher.folder, 'qemu.log'));
        const { identity } = await launcher.tell({ op: 'start', home, launch: sleeping });
        assert.ok(identity);
        await launcher.tell({ op: 'signal', identity, signal: 'SIGTERM' });
        assert.deepEqual(
          [statSync('/etc/shadow').uid, statSync('/etc/shadow').mode],
          [shadow.uid, shadow.mode],
        );
        assert.deepEqual([statSync(target).uid, readFileSync(target, 'utf8')], [SERVICE, 'disk']);
      },
    );

    await t.test('a file with a second name, or of somebody else, does not change hands', async () => {
      const stranger = join(launcher.folder, 'disk-22222222.raw');
      writeFileSync(stranger, 'of root', { mode: 0o600 });
      await refuses('a file of root', launch({}), /not a file of this machine/);
      rmSync(stranger);
      linkSync(serviceFile(launcher.data, 'secrets.json'), join(launcher.folder, 'disk-33333333.raw'));
      await refuses('a second name', launch({}), /not a file of this machine/);
      rmSync(join(launcher.folder, 'disk-33333333.raw'));
      assert.equal(statSync(join(launcher.data, 'secrets.json')).uid, SERVICE);
    });

    await t.test('T-V13 processes that are not machines’ are not signalled', async () => {
      const stranger = spawn('sleep', ['600'], { uid: SERVICE, gid: SERVICE });
      t.after(() => stranger.kill('SIGKILL'));
      for (const pid of [stranger.pid!, process.pid, launcher.child.pid!]) {
        const identity = (await processIdentity(pid))!;
        await refuses(`process ${pid}`, { op: 'signal', identity, signal: 'SIGKILL' }, /not a machine/);
        assert.ok(await isAlive(identity));
      }
      for (const pid of [1, 0, -1, -process.pid, 1.5, '1'])
        await refuses(
          `process ${pid}`,
          { op: 'signal', identity: { pid, startTicks: '1' }, signal: 'SIGKILL' },
          /no process of a machine/,
        );
      const identity = { pid: stranger.pid, startTicks: '1' };
      await refuses('another signal', { op: 'signal', identity, signal: 'SIGSTOP' }, /two signals/);
    });

    await t.test(
      'what is no request at all is refused, and a line without an end ends the launcher',
      async () => {
        await refuses('no such request', { op: 'exec' }, /no such request/);
        launcher.child.stdin!.write('hello\n[]\nnull\n{}\n{"id":"1","op":"makeHome"}\n');
        await refuses('it goes on', { op: '' }, /no such request/);
        launcher.child.stdin!.on('error', () => undefined);
        launcher.child.stdin!.write(Buffer.alloc(4 * 1024 * 1024, 'x'));
        await launcher.ended;
        assert.ok(existsSync(launcher.folder));
      },
    );
  },
);

test(
  'T-S12 a folder of machines that leads elsewhere stops the launcher before it does anything',
  { skip: notRoot },
  async (t) => {
    for (const name of ['vmhost', 'vmhost/machines']) {
      const elsewhere = dataDirectory(t);
      chmodSync(elsewhere, 0o711);
      const data = dataDirectory(t);
      if (name !== 'vmhost') mkdirSync(join(data, 'vmhost'));
      symlinkSync(elsewhere, join(data, name));
      const launcher = await start(t, data);
      assert.ok(!launcher.ready);
      assert.match(await launcher.ended, /is not where it seems to be/);
      const facts = statSync(elsewhere);
      assert.deepEqual([facts.uid, facts.mode & 0o7777], [SERVICE, 0o711]);
    }
  },
);

test(
  'T-S12 signals to the group leave the launcher alone; it ends with the service, and machines run on',
  { skip: notRoot },
  async (t) => {
    const launcher = await start(t);
    await launcher.tell({ op: 'makeHome', home });
    const { identity } = await launcher.tell({ op: 'start', home, launch: sleeping });
    assert.ok(identity);
    t.after(() => process.kill(identity.pid, 'SIGKILL'));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) launcher.child.kill(signal);
    assert.deepEqual(await launcher.tell({ op: 'makeHome', home }), { id: 3 });
    launcher.child.stdin!.end();
    await launcher.ended;
    assert.equal(launcher.child.exitCode, 0);
    assert.ok(await isAlive(identity));
    const next = await start(t, launcher.data);
    await next.tell({ op: 'signal', identity, signal: 'SIGKILL' });
    await until(async () => !(await isAlive(identity)));
  },
);

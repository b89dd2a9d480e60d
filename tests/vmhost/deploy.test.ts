import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { InstanceConfig } from '#contract/instance-config';
import { isInstalled } from '#platform/run-tool';
import { readSerialLog } from '#vmhost/disk/serial-log';
import { until } from '../kit/until.ts';
import { createBody, cannotBoot, type Host, startHost, storeImage, testDirectory } from './kit/host.ts';
import {
  debianTree,
  FIRST_OFFSET,
  guestFacts,
  guestFile,
  makeDisk,
  makeExt,
  partitionsOf,
  tool,
} from './kit/guest-disk.ts';

const HASH = `$6$0123456789abcdef$${'a'.repeat(86)}`;
const KEY = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString('base64')} ann@home`;
const GPT = 'label: gpt\nstart=2048, size=20480, type=linux\n';
const MBR = 'label: dos\nstart=2048, size=20480, type=83, bootable\n';

interface Deployed {
  name: string;
  disk: string;
  status: string;
  /** What the owner is told: warnings, errors, tasks. */
  told: string[];
  result: string;
}

/** Directories that live as long as the file. */
const ends: (() => Promise<void>)[] = [];
const lasting = { after: (end: () => Promise<void>) => void ends.push(end) } as unknown as TestContext;
let scratch: string;
let host: Host;
let serial = 0;

/** Creates a machine of an image file, and gives its disk. */
async function deploy(
  image: string,
  wanted: {
    format?: string;
    properties?: Record<string, string>;
    config?: Partial<InstanceConfig>;
    mib?: number;
    /** Whether the machine runs afterwards; else it is only made. */
    start?: boolean;
  },
): Promise<Deployed> {
  const { format = 'diskdump', properties = {}, config = {}, mib = 32, start = false } = wanted;
  const [name, key] = [`snf-${++serial}`, randomUUID()];
  host.configs.set(key, {
    hostname: 'Web 1',
    adminPasswordHash: HASH,
    users: ['root'],
    authorizedKeys: [KEY],
    personality: [],
    ...config,
    image: { id: 'null', format, properties },
  });
  host.events.length = 0;
  const { status, opresult } = await host.rapi.run(
    'POST',
    '/2/instances',
    createBody(name, null, {
      start,
      disks: [{ name: 'v', size: mib }],
      osparams: { img_id: await storeImage(host.directory, image), img_format: format },
      osparams_secret: { config_url: `role:compute/${key}` },
    }),
  );
  const told = host.events
    .map(
      ({ body }) =>
        body as { type: string; subtype?: string; task?: string; messages?: string[]; instance?: string },
    )
    .filter(({ type, instance }) => type === 'image-helper' && instance === name)
    .map(({ subtype, task, messages }) => `${subtype} ${task ?? messages?.join(' ')}`);
  return { name, disk: await diskOf(name), status: String(status), told, result: JSON.stringify(opresult) };
}

async function diskOf(name: string): Promise<string> {
  const machines = join(host.directory, 'vmhost', 'machines');
  const { folder, disks } = await recordOf(name);
  return join(machines, folder, `disk-${disks[0]!.uuid.slice(0, 8)}.raw`);
}

async function recordOf(name: string): Promise<{ folder: string; disks: { uuid: string }[] }> {
  const folder = join(host.directory, 'vmhost', 'instances');
  for (const file of await readdir(folder)) {
    const record = JSON.parse(await readFile(join(folder, file), 'utf8')) as {
      name: string;
      folder: string;
      disks: { uuid: string }[];
    };
    if (record.name === name) return record;
  }
  throw new Error(`no record of ${name}`);
}

const cannot =
  (await cannotBoot()) ||
  ((await isInstalled('sfdisk')) ? false : '*** NOT RUN: no sfdisk. Install with: apt-get install fdisk');

describe('an image without cloud-init', { skip: cannot }, () => {
  let gpt: string;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'snf-images-'));
    host = await startHost(await testDirectory(lasting));
    gpt = join(scratch, 'gpt.raw');
    await makeDisk(gpt, debianTree, { table: GPT });
  });
  after(async () => {
    for (const end of ends) await end();
    await rm(scratch, { recursive: true, force: true });
  });

  test('of a whole disk is grown to the flavor and set up as its owner wants it', async () => {
    const files = [
      {
        path: '/srv/app/one.conf',
        owner: 'ann',
        group: 'users',
        mode: 0o640,
        contents: Buffer.from('hello').toString('base64'),
      },
      { path: '/etc/motd', owner: 'root', group: 'root', mode: 0o444, contents: '' },
    ];
    const { disk, status, told } = await deploy(gpt, {
      properties: { OSFAMILY: 'linux', ROOT_PARTITION: '1', USERS: 'root ann' },
      config: { users: ['root', 'ann'], personality: files },
    });
    assert.equal(status, 'success', told.join('\n'));
    assert.deepEqual(
      told.filter((line) => !line.startsWith('task-')),
      [],
    );
    assert.equal((await stat(disk)).size, 32 << 20);
    const [partition] = await partitionsOf(disk);
    assert.equal(partition!.size, 31 * 2048 - 2048, 'to the last whole MiB before the copy of the table');
    assert.match(await tool('sfdisk', ['--verify', disk]), /No errors detected/);
    assert.match(await tool('dumpe2fs', ['-h', `${disk}?offset=${FIRST_OFFSET}`]), /Block count: +30720\n/);
    await tool('e2fsck', ['-fn', `${disk}?offset=${FIRST_OFFSET}`]);
    const shadow = await guestFile(disk, '/etc/shadow');
    assert.match(
      shadow,
      new RegExp(`^root:\\$6\\$0123456789abcdef\\$a{86}:\\d{5}:0:99999:7:::\nann:\\$6\\$`),
    );
    assert.match(shadow, /\nlast:\*:1::::::\n$/);
    assert.equal(await guestFile(disk, '/root/.ssh/authorized_keys'), `${KEY}\n`);
    assert.equal(await guestFacts(disk, '/root/.ssh'), 'directory 0700 0:0');
    assert.equal(
      await guestFile(disk, '/home/ann/.ssh/authorized_keys'),
      `ssh-ed25519 AAAA before\n${KEY}\n`,
    );
    assert.equal(await guestFacts(disk, '/home/ann/.ssh/authorized_keys'), 'regular 0600 1000:100');
    assert.equal(await guestFile(disk, '/etc/hostname'), 'web-1\n');
    assert.match(await guestFile(disk, '/etc/hosts'), /^127\.0\.1\.1\tweb-1$/m);
    const id = await guestFile(disk, '/etc/machine-id');
    assert.match(id, /^[0-9a-f]{32}\n$/);
    assert.notEqual(id, debianTree['etc/machine-id']);
    assert.equal(await guestFile(disk, '/etc/ssh/ssh_host_dsa_key'), '');
    const secret = join(scratch, 'key');
    await writeFile(secret, await guestFile(disk, '/etc/ssh/ssh_host_ed25519_key'), { mode: 0o600 });
    const publicKey = await guestFile(disk, '/etc/ssh/ssh_host_ed25519_key.pub');
    assert.equal((await tool('ssh-keygen', ['-y', '-f', secret])).trim(), publicKey.trim());
    assert.equal(await guestFile(disk, '/srv/app/one.conf'), 'hello');
    assert.equal(await guestFacts(disk, '/srv/app/one.conf'), 'regular 0640 1000:100');
    assert.equal(await guestFacts(disk, '/srv/app'), 'directory 0750 1000:100');
    assert.equal(await guestFacts(disk, '/etc/motd'), 'regular 0444 0:0');
  });

  test('may leave out single tasks, all of them, or have a swap partition made', async () => {
    const mbr = join(scratch, 'mbr.raw');
    await makeDisk(mbr, debianTree, { table: MBR });
    const { disk, status, told } = await deploy(mbr, {
      properties: {
        SWAP: '2:8',
        EXCLUDE_TASK_DELETESSHKEYS: 'yes',
        EXCLUDE_TASK_ASSIGNHOSTNAME: 'on',
        EXCLUDE_TASK_CHANGEPASSWORD: 'no',
      },
    });
    assert.equal(status, 'success', told.join('\n'));
    assert.deepEqual(
      told.filter((line) => line.startsWith('task-start')).map((line) => line.slice('task-start '.length)),
      [
        'FixPartitionTable',
        'FilesystemResizeUnmounted',
        'AddSwap',
        'ChangeMachineId',
        'ChangePassword',
        'SELinuxAutorelabel',
        'EnforcePersonality',
      ],
    );
    assert.equal(await guestFile(disk, '/etc/hostname'), 'template\n');
    assert.equal(await guestFile(disk, '/etc/ssh/ssh_host_dsa_key'), 'an old key\n');
    const [root, swap] = await partitionsOf(disk);
    assert.deepEqual([root!.start + root!.size, swap!.size, swap!.type], [swap!.start, 8 * 2048, '82']);

    const page = (await readFile(disk)).subarray(swap!.start * 512, swap!.start * 512 + 4096);
    assert.equal(page.toString('latin1', 4086), 'SWAPSPACE2');
    const uuid = page.toString('hex', 1036, 1052).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    assert.match(await guestFile(disk, '/etc/fstab'), new RegExp(`\nUUID=${uuid} none swap sw 0 0\n$`));
    const as = await deploy(mbr, { properties: { EXCLUDE_ALL_TASKS: 'yes' } });
    assert.deepEqual(
      [as.status, as.told, await guestFile(as.disk, '/etc/shadow')],
      ['success', [], debianTree['etc/shadow']],
    );
  });

  test('keeps logical partitions whole when the last of them grows', async () => {
    const path = join(scratch, 'logical.raw');
    const table =
      'label: dos\nstart=2048, size=20480, type=83\nstart=22528, size=10240, type=5\nstart=24576, size=2048, type=83\nstart=28672, size=2048, type=83\n';
    await makeDisk(path, debianTree, { table, mib: 16 });
    const { disk, status, told } = await deploy(path, {});
    assert.equal(status, 'success', told.join('\n'));
    assert.match(await tool('sfdisk', ['--verify', disk]), /No errors detected/);
    assert.deepEqual(
      (await partitionsOf(disk)).map(({ start, size }) => [start, size]),
      [
        [2048, 20_480],
        [22_528, 43_008],
        [24_576, 2048],
        [28_672, 36_864],
      ],
    );
  });

  test('of one partition gets a table and a boot sector of its own; too small a flavor is said', async () => {
    const path = join(scratch, 'root.ext3');
    await makeExt(path, debianTree, { type: 'ext3' });
    await putBootSector(path);
    const { name, disk, status, told } = await deploy(path, { format: 'extdump', start: true });
    assert.equal(status, 'success', told.join('\n'));
    assert.deepEqual(
      (await partitionsOf(disk)).map(({ start, size }) => [start, size]),
      [[2048, 31 * 2048]],
    );
    assert.equal(await guestFile(disk, '/etc/hostname'), 'web-1\n');
    assert.match(await tool('dumpe2fs', ['-h', `${disk}?offset=${FIRST_OFFSET}`]), /Block count: +31744\n/);
    await until(async () => (await readSerialLog(join(disk, '..'))).includes(SAID), 60_000);
    await host.rapi.run('DELETE', `/2/instances/${name}`, { shutdown_timeout: 0 });
    const small = await deploy(path, { format: 'extdump', mib: 10 }).catch((error: Error) => error.message);
    assert.match(String(small), /no record/, 'nothing was begun');
  });

  test('of an NTFS partition gets a table and a boot sector, and stays as it is otherwise, which is said', async (t) => {
    if (!(await isInstalled('mkntfs')))
      return t.skip('*** NOT RUN: no mkntfs. Install with: apt-get install ntfs-3g');
    const path = join(scratch, 'windows.ntfs');
    await writeFile(path, Buffer.alloc(8 << 20));
    await tool('mkntfs', ['-q', '-F', '-s', '512', '-p', '2048', '-H', '255', '-S', '63', path]);
    const file = join(scratch, 'boot.ini');
    await writeFile(file, 'of Windows');
    await tool('ntfscp', ['-q', '-f', path, file, 'boot.ini']);
    const { disk, status, told } = await deploy(path, {
      format: 'ntfsdump',
      properties: { OSFAMILY: 'windows' },
    });
    assert.deepEqual(
      [status, told.at(-1)?.slice(0, 54)],
      ['success', 'warning The machine starts as its image is: it was not'],
    );
    assert.deepEqual(await partitionsOf(disk), [
      { ...(await partitionsOf(disk))[0], start: 2048, size: 31 * 2048, type: '7', bootable: true },
    ]);
    const bytes = (await readFile(disk)).subarray(FIRST_OFFSET, FIRST_OFFSET + (8 << 20));
    assert.equal(Buffer.compare(bytes, await readFile(path)), 0);
    await writeFile(path, bytes);
    assert.match(await tool('ntfscat', ['-f', path, 'boot.ini']), /^of Windows$/);
  });

  test('whose system has cloud-init, or says so, is left to it', async () => {
    const path = join(scratch, 'cloud.raw');
    await makeDisk(path, { ...debianTree, 'etc/cloud/cloud.cfg': '' }, { table: GPT });
    for (const [image, properties] of [
      [path, {}],
      [gpt, { CLOUD_INIT: 'yes' }],
    ] as const) {
      const { disk, status, told } = await deploy(image, { properties });
      assert.deepEqual([status, told], ['success', []]);
      assert.equal(Buffer.compare((await readFile(disk)).subarray(0, 14 << 20), await readFile(image)), 0);
    }
  });

  test('T-C6 T-C7 T-V2 with links, loops, damage or a name of the host in it does nothing on the host, and the build says why it failed', async () => {
    const outside = join(scratch, 'outside');
    await writeFile(outside, 'of the host');
    const cases: [
      tree: Record<string, string>,
      config: Partial<InstanceConfig>,
      reason: RegExp,
      properties?: Record<string, string>,
    ][] = [
      [{ 'etc/shadow': `->${outside}` }, {}, /etc\/shadow of the image is not a plain file/],
      [{ 'root/.ssh': `->${scratch}` }, {}, /root\/\.ssh of the image is not a folder/],
      [{}, { personality: [personality('/a"b')] }, /cannot be used/],
      [{}, {}, /SWAP is not of the form/, { SWAP: `2:$(touch ${outside}-2)` }],
    ];
    for (const [change, config, reason, properties = {}] of cases) {
      const path = join(scratch, 'hostile.raw');
      const tree = Object.fromEntries(
        Object.entries({ ...debianTree, ...change }).filter(([, text]) => text !== ''),
      );
      await makeDisk(path, tree, { table: MBR });
      const { status, told, result } = await deploy(path, { config, properties });
      assert.equal(status, 'error', JSON.stringify([change, told]));
      assert.match(result, reason);
      assert.match(result, /setup_failed/);
    }
    const damaged = join(scratch, 'damaged.raw');
    await makeDisk(damaged, debianTree, { table: MBR });
    const bytes = await readFile(damaged);
    bytes.fill(0xff, FIRST_OFFSET + 64 * 1024, FIRST_OFFSET + 4 * 1024 * 1024);
    bytes.fill(0xff, FIRST_OFFSET + 2048, FIRST_OFFSET + 6144);
    await writeFile(damaged, bytes);
    const { told, disk } = await deploy(damaged, { properties: { ROOT_PARTITION: '1' } });
    assert.match(told.join('\n'), /was not set up|damaged/);
    assert.equal(await readFile(outside, 'utf8'), 'of the host');
    const strange = (await readdir(scratch)).filter((name) => /^authorized|^outside-/.test(name));
    assert.deepEqual(strange, [], 'nothing was written or run outside');
    const left = (await readdir(join(disk, '..')).catch(() => [])).filter((name) =>
      name.startsWith('deploy'),
    );
    assert.deepEqual(left, [], 'nothing of the tools is left');
  });
});

/** What the boot sector of the partition says on the serial port, where nothing but the code before it can start it. */
const SAID = 'STARTED BY CHAIN';

/**
 * mov dx, 0x3f8; mov si, text; next: cs lodsb; out dx, al; test al, al; jnz next; stop: hlt; jmp stop; text: …
 */
async function putBootSector(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.write(Buffer.from('baf803be107c2eacee84c075f9f4ebfd', 'hex'), 0, 16, 0);
    await file.write(`${SAID}\0`, 16);
    await file.write(Buffer.from('55aa', 'hex'), 0, 2, 510);
  } finally {
    await file.close();
  }
}

function personality(path: string): InstanceConfig['personality'][number] {
  return { path, owner: 'root', group: 'root', mode: 0o600, contents: 'aGk=' };
}

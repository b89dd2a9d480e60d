import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeSampleImage } from '#kit/sample-image';
import { until } from '#kit/until';
import { cannotLeaveRoot } from '../cloud/cannot-leave-root.ts';
import { startProcess, temporaryDirectory } from '../cloud/cloud-process.ts';
import { factsOf, familyOf, type ProcessFacts } from '../cloud/processes-of.ts';
import { cannotBoot, machinesOf } from '../vmhost/kit/host.ts';
import { apiOf, BOOT_LIMIT_MS, prompts } from './administrator.ts';

interface Server {
  id: number;
  status: string;
}

const notRoot = cannotLeaveRoot();
const FIRST_MACHINE_UID = 1_000;

function isLauncher({ words }: ProcessFacts): boolean {
  return words.some((word) => word.endsWith('/launcher/main.ts'));
}

/** Ids that are root's nowhere: real, effective, saved and file system. */
function assertNotRoot({ words, uids, gids, groups, capabilities }: ProcessFacts): void {
  const who = words.join(' ').slice(0, 200);
  assert.ok(!uids.includes(0) && new Set(uids).size === 1, `${who}: ${uids.join(' ')}`);
  assert.ok(!gids.includes(0) && new Set(gids).size === 1, `${who}: ${gids.join(' ')}`);
  assert.deepEqual(
    groups.filter((group) => group !== kvmGroup()),
    [],
    who,
  );
  assert.ok(
    capabilities.every((set) => /^0+$/.test(set)),
    `${who}: ${capabilities.join(' ')}`,
  );
}

function kvmGroup(): number | undefined {
  return statSync('/dev/kvm', { throwIfNoEntry: false })?.gid;
}

test(
  'T-S12 started by root, the cloud runs as its own user and keeps root in the launcher alone',
  { skip: notRoot, timeout: 900_000 },
  async (t) => {
    const skip = await cannotBoot();
    if (skip !== false) return t.skip(skip);
    const directory = join(temporaryDirectory(t), 'data');
    const args = ['--port', '0', '--data-dir', directory];
    t.after(async () => {
      for (const { identity } of await machinesOf(directory)) process.kill(identity.pid, 'SIGKILL');
    });
    await placeSampleImage(directory);
    let cloud = startProcess(t, args);
    let api = apiOf(await cloud.ready, directory);
    const service = statSync(directory).uid;
    const launcherOf = (): number => familyOf(cloud.child.pid!).find(isLauncher)!.pid;

    await t.test('T-S12 no process but the launcher has root, a capability or a group of root', () => {
      const family = familyOf(cloud.child.pid!);
      assert.ok(family.length > 5, 'the database is among them');
      assert.equal(family.filter(isLauncher).length, 1);
      for (const member of family.filter((one) => !isLauncher(one))) {
        assertNotRoot(member);
        assert.equal(member.uids[0], service);
      }
    });

    const [image] = (await api<{ images: { id: string }[] }>('GET', '/images')).images;
    assert.ok(image, cloud.stdout());
    const wanted = { server: { name: 'apart', flavorRef: 1, imageRef: image.id } };
    const { id } = (await api<{ server: Server }>('POST', '/servers', wanted)).server;
    const isIn = async (status: string): Promise<boolean> =>
      (await api<{ server: Server }>('GET', `/servers/${id}`)).server.status === status;
    await until(() => prompts(directory) === 1, BOOT_LIMIT_MS);

    await t.test('T-V2 its machine runs as a user of its own', async () => {
      const [machine] = await machinesOf(directory);
      const facts = factsOf(machine!.identity.pid)!;
      assertNotRoot(facts);
      assert.ok(facts.uids[0]! >= FIRST_MACHINE_UID && facts.uids[0] !== service);
      const [folder = ''] = globSync(join(directory, 'vmhost', 'machines', '*'));
      assert.equal(statSync(folder).uid, facts.uids[0]);
    });

    await t.test('T-S12 T-S14 nobody but the service and a machine’s user reaches a file', () => {
      const find = (...rest: string[]): string =>
        execFileSync('find', [directory, '-not', '-type', 'l', ...rest], { encoding: 'utf8' });
      assert.equal(find('-perm', '/007'), '');
      const machines = join(directory, 'vmhost', 'machines');
      assert.equal(find('-perm', '/070', '-not', '-path', `${machines}*`), '');
      assert.equal(find('-not', '-user', String(service), '-not', '-path', `${machines}*`), '');
      assert.equal(find('-path', `${machines}*`, '-not', '-group', String(statSync(directory).gid)), '');
    });

    await t.test('the machine is stopped and started like any other', async () => {
      await until(() => isIn('ACTIVE'), 60_000);
      await api('POST', `/servers/${id}/action`, { shutdown: {} });
      await until(() => isIn('STOPPED'), 120_000);
      assert.deepEqual(await machinesOf(directory), []);
      await api('POST', `/servers/${id}/action`, { start: {} });
      await until(async () => (await isIn('ACTIVE')) && prompts(directory) === 2, BOOT_LIMIT_MS);
    });

    await t.test(
      'T-S12 killed without warning, the service takes the launcher along and leaves the machine, which the next one adopts',
      async () => {
        const before = await machinesOf(directory);
        assert.equal(before.length, 1);
        const launcher = launcherOf();
        await cloud.stop('SIGKILL');
        await until(() => factsOf(launcher) === undefined);
        assert.deepEqual(await machinesOf(directory), before);
        cloud = startProcess(t, args);
        api = apiOf(await cloud.ready, directory);
        assert.ok(await isIn('ACTIVE'));
        assert.deepEqual(await machinesOf(directory), before);
      },
    );

    await t.test(
      'T-S12 Ctrl-C, which reaches the launcher too, first ends the machines and leaves no process',
      async () => {
        const launcher = launcherOf();
        process.kill(launcher, 'SIGINT');
        const { code, seconds } = await cloud.stop('SIGINT');
        assert.equal(code, 0, cloud.stderr());
        assert.ok(seconds < 10, `${seconds} s`);
        assert.deepEqual(await machinesOf(directory), []);
        assert.equal(factsOf(launcher), undefined);
        const left = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
          .split('\n')
          .filter((line) => line.includes(directory));
        assert.deepEqual(left, []);
      },
    );

    await t.test('deleted, the machine leaves neither process nor file', async () => {
      cloud = startProcess(t, args);
      api = apiOf(await cloud.ready, directory);
      await until(async () => (await machinesOf(directory)).length === 1, BOOT_LIMIT_MS);
      await api('DELETE', `/servers/${id}`);
      await until(async () => (await machinesOf(directory)).length === 0, 60_000);
      await until(() => globSync(join(directory, 'vmhost', 'machines', '*')).length === 0, 60_000);
      assert.equal((await cloud.stop()).code, 0);
    });
  },
);

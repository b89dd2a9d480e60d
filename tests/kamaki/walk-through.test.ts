import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { bootSector } from '#kit/boot-sector';
import { until } from '#kit/until';
import { KamakiUser } from './kamaki-process.ts';
import { cannotBoot } from '../vmhost/kit/host.ts';
import { newFolder, startCloudProcess } from './running-cloud.ts';

/** An emulated machine takes its time. */
const BOOT_LIMIT_MS = 600_000;

test(
  "the guide's walk-through, word for word, up to the login prompt of a new machine",
  { timeout: 1_200_000 },
  async (t) => {
    const cloud = await startCloudProcess(t);
    const user = new KamakiUser(await newFolder(t));
    const uuid = cloud.admin.uuid;

    await t.test('the addresses and the token are set and listed', async () => {
      await user.does(`config set user.url ${cloud.url}/astakos/identity/v2.0`);
      await user.does(`config set image.url ${cloud.url}/cyclades/image`);
      await user.does(`config set file.url ${cloud.url}/pithos/object-store/v1`);
      await user.does(`config set token ${cloud.admin.token}`);
      const listed = await user.does('config list');
      for (const option of ['user.url', 'image.url', 'file.url', 'global.token'])
        assert.ok(listed.includes(`${option} = `), option);
    });

    await t.test('the token opens the cloud', async () => {
      assert.ok((await user.does('user authenticate')).includes(`id: ${uuid}`));
    });

    await t.test('a container is made, a disk uploaded and listed', async () => {
      await writeFile(
        join(user.folder, 'disk.raw'),
        Buffer.concat([bootSector('GRUB'), randomBytes(9_000_000), Buffer.alloc(9_000_000)]),
      );
      await user.does('file list');
      await user.does('file create images');
      await user.does('file upload disk.raw images');
      assert.match(await user.does('file list images'), /^ +17\.17MiB disk\.raw$/m);
    });

    await t.test('the disk becomes an image', async () => {
      await user.does(
        `image register Ubuntu pithos://${uuid}/images/disk.raw --public --disk-format diskdump --property kernel=3.1.2`,
      );
      const found = await user.does('image list --name-like=ubuntu');
      assert.match(found, /^[0-9a-f-]{36} Ubuntu$/m);
      const [image] = (await user.reads('image list --name-like=ubuntu')) as { id: string }[];
      const info = (await user.reads(`image info ${image?.id}`)) as {
        properties: Record<string, string>;
        location: string;
      };
      assert.equal(info.properties['KERNEL'], '3.1.2');
      assert.equal(info.location, `pithos://${uuid}/images/disk.raw`);
    });

    await t.test('a server of the sample image boots to its login prompt, and is deleted', async (boot) => {
      const skip = await cannotBoot();
      if (skip !== false) return boot.skip(skip);
      await bootServer(user, cloud.dataDirectory);
    });
  },
);

async function bootServer(user: KamakiUser, dataDirectory: string): Promise<void> {
  const [image] = (await user.reads('image list --name-like=sample')) as { id: string }[];
  const flavors = (await user.reads('flavor list -l')) as { id: number; ram: number }[];
  const flavor = flavors.find(({ ram }) => ram >= 512) ?? flavors[0];
  await writeFile(join(user.folder, 'motd'), 'hello from the personality\n');
  const created = await user.does(
    `server create --name walk-through --flavor-id ${flavor?.id} --image-id ${image?.id} -p motd,/etc/motd,root,root,0644 --metadata stage=test`,
  );
  const id = /^id: (\d+)$/m.exec(created)?.[1] ?? '';
  assert.match(created, /^adminPass: \S{10,}$/m);
  assert.match(await user.does('server list'), new RegExp(`^${id} walk-through$`, 'm'));
  await user.does(`server wait ${id} ACTIVE --timeout ${BOOT_LIMIT_MS / 1000}`);
  const info = await user.does(`server info ${id}`);
  assert.match(info, /^status: ACTIVE$/m);
  assert.match(info, /^ {4}stage: test$/m);
  const { stdout, stderr } = await user.run(`server console ${id}`);
  assert.match(stdout, /^password: \S+$/m);
  assert.match(stderr, new RegExp(`/ui/machines/${id}`));
  await until(async () => /login: /.test(await serialLog(dataDirectory)), BOOT_LIMIT_MS);
  await user.does(`server shutdown -w ${id}`);
  assert.match(await user.does('server list --status stopped'), new RegExp(`^${id} `, 'm'));
  await user.does(`server start -w ${id}`);
  await user.does(['server', 'rename', id, 'another name']);
  assert.match(await user.does('server list'), new RegExp(`^${id} another name$`, 'm'));
  await user.does(`server delete -w ${id}`);
  assert.doesNotMatch(await user.does('server list'), new RegExp(`^${id} `, 'm'));
}

/** What the machines of this cloud wrote to their serial ports. */
async function serialLog(dataDirectory: string): Promise<string> {
  const logs: string[] = [];
  for await (const path of glob(join(dataDirectory, 'vmhost', '**', 'serial.log*')))
    logs.push(await readFile(path, 'utf8'));
  return logs.join('\n');
}

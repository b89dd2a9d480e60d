import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { clientOf, type Client } from '#kit/client';
import { type SmallDisk, smallDisk } from '#kit/small-disk';
import { until } from '#kit/until';
import { type CloudProcess, startProcess } from '../cloud/cloud-process.ts';

const MIB = 1024 * 1024;
/** All roles that keep something, without machines: a boot proves nothing here. */
const ROLES = 'database,identity,object,compute,dispatcher,console,gateway';
/** Room for the database (about 130 MiB), its ballast, and what is uploaded. */
const DISK_MB = 640;
const RESERVE_MB = 96;

interface Cloud {
  process: CloudProcess;
  address: string;
  directory: string;
  user: Client;
  anonymous: Client;
  box: string;
  account: { email: string; password: string };
}

async function startOn(t: TestContext, disk: SmallDisk): Promise<Cloud> {
  const directory = join(disk.path, 'data');
  const environment = { DISK_RESERVE_MB: String(RESERVE_MB) };
  const running = startProcess(t, ['--port', '0', '--data-dir', directory, '--roles', ROLES], environment);
  const address = await running.ready;
  const account = JSON.parse(readFileSync(join(directory, 'admin.json'), 'utf8')) as {
    email: string;
    password: string;
    token: string;
    uuid: string;
  };
  const user = clientOf(address, account.token);
  return {
    process: running,
    address,
    directory,
    user,
    anonymous: clientOf(address),
    box: `/pithos/object-store/v1/${account.uuid}/box`,
    account,
  };
}

/** As the console does, with a password: it writes a session. */
async function logIn({ anonymous, address, account: { email, password } }: Cloud): Promise<number> {
  const page = { origin: address, 'x-requested-with': 'synnefo' };
  return (await anonymous.post('/ui/api/astakos/ui/session', { email, password }, page)).status;
}

const diskOf = async ({ anonymous }: Cloud): Promise<string | undefined> =>
  ((await anonymous.get('/readyz')).json as { disk?: string }).disk;

test(
  'T-F6 on a full disk uploads and machines are refused with a reason, all else goes on, and all of it when there is room',
  { timeout: 280_000 },
  async (t) => {
    const disk = smallDisk(t, DISK_MB);
    if (disk === undefined) return;
    const cloud = await startOn(t, disk);
    const { user, box } = cloud;
    const content = randomBytes(5 * MIB);
    assert.equal((await user.put(box)).status, 201);
    for (const name of ['kept', 'doomed', 'doomed too'])
      assert.equal((await user.put(`${box}/${encodeURIComponent(name)}`, content)).status, 201);
    assert.ok(existsSync(join(cloud.directory, 'ballast')));

    await t.test(
      'an upload that would use the reserve is refused before its body; so is one that grows into it',
      async () => {
        disk.fill((RESERVE_MB + 8) * MIB);
        await until(async () => (await diskOf(cloud)) === 'low');
        const large = await user.put(`${box}/large`, Buffer.alloc(16 * MIB, 1));
        assert.equal(large.status, 507);
        assert.match(large.text, /"insufficientStorage".*no disk space/s);
        disk.fill((RESERVE_MB - 8) * MIB);
        await until(async () => (await diskOf(cloud)) === 'full');
        const readiness = await cloud.anonymous.get('/readyz');
        assert.equal(readiness.status, 503);
        assert.deepEqual((readiness.json as { troubles: object }).troubles, {
          compute: 'disk',
          object: 'disk',
        });
        assert.equal(((await cloud.anonymous.get('/ui/cloud.json')).json as { disk: string }).disk, 'full');
        assert.equal((await user.put(`${box}/small`, 'x')).status, 507);
        assert.equal(
          (
            await user.post(`${box}?format=json`, randomBytes(1000), {
              'content-type': 'application/octet-stream',
            })
          ).status,
          507,
        );
        const machine = await user.post('/cyclades/compute/v2.0/servers', {
          server: { name: 'one', flavorRef: 1, imageRef: '00000000-0000-4000-8000-000000000001' },
        });
        assert.equal(machine.status, 503);
        assert.match(machine.text, /no disk space/);
        assert.equal((await user.get(`${box}?format=json`)).text.includes('large'), false);
      },
    );

    await t.test('reads, log-in, deletes and copies go on', async () => {
      assert.ok((await user.get(`${box}/kept`)).bytes.equals(content));
      assert.equal(await logIn(cloud), 200);
      assert.equal((await user.delete(`${box}/doomed`)).status, 204);
    });

    await t.test(
      'with not a byte left the ballast goes, and the database still commits; the log holds nobody',
      async () => {
        disk.fill();
        await until(() => !existsSync(join(cloud.directory, 'ballast')));
        await until(() => disk.freeBytes() > 32 * MIB);
        for (let round = 0; round < 20; round += 1) assert.equal(await logIn(cloud), 200);
        assert.equal((await user.delete(`${box}/doomed%20too`)).status, 204);
        assert.ok((await user.get(`${box}/kept`)).bytes.equals(content));
        disk.fill();
        assert.equal(disk.freeBytes(), 0);
        for (let round = 0; round < 50; round += 1)
          assert.equal((await cloud.anonymous.get('/healthz')).status, 200);
        assert.ok((await user.get(`${box}/kept`)).bytes.equals(content));
        const refused = await user.put(`${box}/never`, content);
        assert.ok([503, 507].includes(refused.status), `${refused.status}`);
      },
    );

    await t.test(
      'a signal to reopen its log does not stop it, and one to stop does, on the full disk',
      async () => {
        cloud.process.child.kill('SIGHUP');
        assert.equal((await cloud.anonymous.get('/healthz')).status, 200);
        assert.equal((await cloud.process.stop()).code, 0);
      },
    );

    await t.test(
      'with not a byte left a start is refused in one sentence that says what to do',
      async (inner) => {
        disk.fill();
        assert.equal(disk.freeBytes(), 0);
        const refused = startProcess(inner, ['--port', '0', '--data-dir', cloud.directory, '--roles', ROLES]);
        refused.ready.catch(() => undefined);
        assert.equal(await refused.ended, 1);
        assert.match(refused.stderr(), /^[^\n]*(?:no space left|free some|needs at least)[^\n]*\n$/i);
      },
    );

    await t.test('it starts again where room was made, and takes uploads', async (inner) => {
      disk.makeRoom();
      const again = await startOn(inner, disk);
      assert.ok((await again.user.get(`${box}/kept`)).bytes.equals(content));
      assert.equal((await again.user.get(`${box}/doomed`)).status, 404);
      assert.equal((await again.user.put(`${box}/new`, content)).status, 201);
      await until(() => existsSync(join(again.directory, 'ballast')));
      const log = join(again.directory, 'log', 'synnefo.log');
      renameSync(log, `${log}.moved`);
      again.process.child.kill('SIGHUP');
      await until(async () => {
        assert.equal((await again.user.get(`${box}/kept`)).status, 200);
        return (
          readdirSync(join(again.directory, 'log')).includes('synnefo.log') &&
          readFileSync(log, 'utf8').includes('/kept')
        );
      });
      assert.equal((await again.process.stop()).code, 0);
    });
  },
);

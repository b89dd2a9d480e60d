import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { runTool } from '#platform/run-tool';
import { Keeper } from '#vmhost/network/keeper';
import { isAlive } from '#vmhost/qemu/process';
import { sampleImage } from '#kit/sample-image';
import { until } from '../kit/until.ts';
import { cannotBoot, createBody, type Host, startHost, storeImage, testDirectory } from './kit/host.ts';
import { Terminal, waitForPrompt } from './kit/serial.ts';

const PASSWORD = 'guest';
/** Two networks of two users that have the same range. */
const RANGE = { network: '10.77.0.0/24', gateway: '10.77.0.1', mac_prefix: 'aa:00:10' };

async function makeNetwork({ rapi }: Host, name: string): Promise<void> {
  const tags = ['private-filtered', 'private', 'nfdhcpd'];
  const network = { ...RANGE, network_name: name, network6: 'fd00:77::/64', gateway6: 'fd00:77::1', tags };
  assert.equal((await rapi.run('POST', '/2/networks', network)).status, 'success');
  const group = { group_name: 'default', network_mode: 'bridged', network_link: 'prv0' };
  assert.equal((await rapi.run('PUT', `/2/networks/${name}/connect`, group)).status, 'success');
}

/** A machine of this host name with one card, at its prompt. */
async function makeMachine(
  host: Host,
  image: string,
  wanted: { name: string; hostname: string; network: string; ip: string },
): Promise<Terminal> {
  const { name, hostname, network, ip } = wanted;
  const hash = (await runTool('openssl', ['passwd', '-6', PASSWORD])).trim();
  host.configs.set(name, {
    hostname,
    adminPasswordHash: hash,
    users: ['root'],
    authorizedKeys: [],
    personality: [],
    image: { id: image, format: 'diskdump', properties: {} },
  });
  const body = createBody(name, image, {
    nics: [{ name: `${name}-nic`, network, ip }],
    osparams_secret: { config_url: `role:compute/${name}` },
  });
  const job = await host.rapi.run('POST', '/2/instances', body);
  assert.equal(job.status, 'success', JSON.stringify(job.opresult));
  const { uuid } = (await host.rapi.instance(name))!;
  const folder = join(host.directory, 'vmhost', 'machines', uuid.replaceAll('-', '').slice(0, 12));
  await waitForPrompt(folder);
  const terminal = await Terminal.open(folder);
  await terminal.logIn(PASSWORD);
  return terminal;
}

/** Has the machine ask for its address again on its only card, whatever that is called by now. */
async function renew(terminal: Terminal): Promise<void> {
  await until(async () =>
    /inet 10\.77/.test(
      await terminal.run(
        'for c in $(ls /sys/class/net | grep eth); do ip link set $c up; udhcpc -i $c -n -q -t 5 -T 1 -s /etc/udhcpc.script >/dev/null 2>&1; done; ip addr',
      ),
    ),
  );
}

async function reaches(terminal: Terminal, address: string): Promise<boolean> {
  return /, 0% packet loss/.test(await terminal.run(`ping -c 1 -W 3 ${address}`));
}

/** Runs a line in the namespaces of the keeper. */
async function inKeeper(directory: string, line: string): Promise<string> {
  const keeper = await Keeper.find(join(directory, 'vmhost', 'network'));
  return keeper!.run(['sh', '-c', line]);
}

/** Taps of machines on the first network; none while it does not stand. */
async function taps(directory: string): Promise<number> {
  const links = await inKeeper(directory, 'ip -n n0 -br link').catch(() => '');
  return links.match(/^t[0-9a-f]{8} .*LOWER_UP/gm)?.length ?? 0;
}

test('machines of one network reach one another by name and nobody else, whatever happens to the network', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const image = await storeImage(directory, (await sampleImage()).path);
  let host = await startHost(directory);
  await makeNetwork(host, 'snf-net-1');
  await makeNetwork(host, 'snf-net-2');
  const [web, db, stranger] = await Promise.all([
    makeMachine(host, image, { name: 'snf-1', hostname: 'web', network: 'snf-net-1', ip: '10.77.0.5' }),
    makeMachine(host, image, { name: 'snf-2', hostname: 'db', network: 'snf-net-1', ip: '10.77.0.6' }),
    makeMachine(host, image, { name: 'snf-3', hostname: 'stranger', network: 'snf-net-2', ip: '10.77.0.5' }),
  ]);
  t.after(() => [web, db, stranger].forEach((terminal) => terminal.close()));

  await t.test('two machines of a network ping each other by address and by name', async () => {
    assert.ok(await reaches(web, '10.77.0.6'));
    // a name has an IPv6 address, too, which a machine that has just started may not reach yet
    await until(() => reaches(db, 'web'));
    assert.match(await web.run('nslookup db.internal'), /Address: 10\.77\.0\.6\b[^]*Address: fd00:77::/);
  });

  await t.test('a large packet passes whole, and a larger one is cut up', async () => {
    assert.match(await web.run('cat /sys/class/net/eth0/mtu'), /1500/);
    assert.match(await web.run('ping -c 1 -W 3 -s 1472 10.77.0.6'), /, 0% packet loss/);
    assert.match(await web.run('ping -c 1 -W 3 -s 4000 10.77.0.6'), /, 0% packet loss/);
  });

  await t.test('T-V9 machines of another network with the same range are not there', async () => {
    assert.equal(await reaches(stranger, '10.77.0.6'), false);
    assert.match(await stranger.run('nslookup db.internal'), /NXDOMAIN/);
    assert.equal(await reaches(stranger, '100.64.0.1'), false);
  });

  await t.test('a killed dnsmasq and flushed rules are back in a moment', async () => {
    const rules = 'nsenter --net=/run/netns/n0 nft list ruleset';
    await inKeeper(
      directory,
      'kill -9 $(cat /run/networks/n0/*/pid); nsenter --net=/run/netns/n0 nft flush ruleset',
    );
    const flushed = performance.now();
    await until(async () => (await inKeeper(directory, rules)).includes('chain from_arp'));
    await until(async () => /Address: 10\.77\.0\.6/.test(await web.run('nslookup db.internal')));
    t.diagnostic(`rules and names were back after ${((performance.now() - flushed) / 1000).toFixed(1)} s`);
    assert.ok(await reaches(web, '10.77.0.6'));
  });

  await t.test('a network whose namespace was deleted is made anew, with its machines on it', async () => {
    await inKeeper(directory, 'ip netns del n0');
    await until(async () => (await taps(directory)) === 2, 20_000);
    await Promise.all([renew(web), renew(db)]);
    assert.ok(await reaches(web, 'db'));
  });

  await t.test('so is everything when the keeper of networks was killed', async () => {
    const folder = join(directory, 'vmhost', 'network');
    await Keeper.end(folder);
    await until(async () => (await taps(directory)) === 2, 20_000);
    await Promise.all([renew(web), renew(db), renew(stranger)]);
    assert.ok(await reaches(db, 'web'));
    assert.equal(await reaches(stranger, '10.77.0.6'), false);
  });

  await t.test(
    'what leaves the network is gone from its names at once, and its card from the machine',
    async () => {
      const job = await host.rapi.run('PUT', '/2/instances/snf-2/modify', {
        nics: [['remove', 'snf-2-nic', {}]],
      });
      assert.deepEqual([job.status, job.oplog], ['success', [[]]]);
      assert.doesNotMatch(await db.run('ls /sys/class/net'), /eth/);
      await until(async () => /NXDOMAIN/.test(await web.run('nslookup db.internal')));
      assert.doesNotMatch(await inKeeper(directory, 'cat /run/networks/n0/*/hosts'), /10\.77\.0\.6/);
      assert.equal(await taps(directory), 1);
    },
  );

  await t.test(
    'after the cloud was restarted machines start on their networks, and nothing of the old ones runs',
    async () => {
      const { identity } = (await Keeper.find(join(directory, 'vmhost', 'network')))!;
      await host.stop();
      assert.equal(await isAlive(identity), false);
      host = await startHost(directory);
      await until(async () => (await taps(directory)) === 1);
    },
  );
});

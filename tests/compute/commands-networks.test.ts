import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { type Network, NETWORK_PREFIX } from '#contract/network';
import { computeCommands } from '#compute/commands/commands';
import { runCommand, type Said } from '#kit/commands';
import { expectUsage, makeImage, runningServer, startComputeCloud } from './kit/compute-cloud.ts';
import { checkInvariants } from './kit/invariants.ts';
import { until } from '../kit/until.ts';
import { PORTS } from './kit/networks.ts';

const column = ({ tables }: Said, name: string): unknown[] => {
  const [table] = tables;
  return table!.rows.map((row) => row[table!.titles.indexOf(name)]);
};

test('the administrator makes, sees, changes and removes networks, addresses and pools', async (t) => {
  const cloud = await startComputeCloud(t, { reconciles: false });
  const { compute, db } = cloud;
  const owner = await cloud.owner();
  const run = (...line: string[]) => runCommand(computeCommands, compute, line, { confirm: true });
  const refused = (...line: string[]) => assert.rejects(run(...line));
  const create = (...options: string[]) => run('network-create', ...options);

  let lan = '';

  await t.test('a public network with a pool, and what does not fit together', async () => {
    const wanted = [
      '--public',
      '--flavor=IP_LESS_ROUTED',
      '--subnet=203.0.113.0/28',
      '--gateway=203.0.113.1',
    ];
    const { records } = await create('--name=Public', ...wanted, '--floating-ip-pool=True', '--dhcp=True');
    assert.deepEqual(
      [records[0]!['link'], records[0]!['free IPs'], records[0]!['total IPs'], records[0]!['tags']],
      ['snf-link-2', 13, 13, ['ip-less-routed']],
    );
    await refused('network-create', ...wanted);
    await refused('network-create', '--public', '--flavor=IP_LESS_ROUTED');
    await refused('network-create', '--flavor=CUSTOM');
    await refused('network-create', '--public', '--flavor=CUSTOM', '--gateway=10.0.0.1');
    await refused('network-create', '--public', '--flavor=MAC_FILTERED', '--mac-prefix=aa:00:1');
    await refused('network-create', '--public', '--flavor=PHYSICAL_VLAN');
    const both = ['--subnet=10.8.0.0/24', '--allocation-pool=10.8.0.10,10.8.0.19', '--subnet6=fd00:8::/64'];
    const made = await create('--name=lan', `--user=${owner.uuid}`, '--flavor=MAC_FILTERED', ...both);
    lan = String(made.records[0]!['id']);
    const subnet = String(made.tables[0]!.rows[0]![0]);
    await expectUsage(owner, { 'cyclades.network.private': 1n });
    assert.deepEqual(column(await run('network-list', '--ipv6'), 'subnet.ipv6'), [
      undefined,
      undefined,
      'fd00:8::/64',
    ]);
    assert.deepEqual(column(await run('subnet-list', '--ipv4'), 'cidr'), ['203.0.113.0/28', '10.8.0.0/24']);
    assert.deepEqual((await run('subnet-inspect', subnet)).tables[0]!.rows, [
      ['10.8.0.10', '10.8.0.19', 10, 10, 0],
    ]);
    await run('subnet-modify', subnet, '--name=renamed');
    const six = ['--ip-version=6', '--cidr=2001:db8::/64', '--gateway=2001:db8::1', '--dhcp=True'];
    await run('subnet-create', '--network=snf-net-2', ...six);
    await refused('subnet-create', '--network=2', ...six);
    const held = (await run('subnet-inspect', subnet)).tables.find(({ titles }) => titles[0] === 'Map');
    assert.deepEqual(held!.rows, [['..........']]);

    const trial = ['--public', '--flavor=CUSTOM', '--subnet=192.0.2.0/28', '--dry-run'];
    assert.deepEqual((await create(...trial)).notes, ['It can be made.']);
    await assert.rejects(create(...trial, '--gateway=192.0.3.1'), { code: 'gateway_outside' });
    await assert.rejects(create(...trial, '--subnet6=203.0.113.0/28'), { code: 'bad_cidr' });
    assert.equal((await run('network-list')).tables[0]!.rows.length, 3, 'a trial leaves nothing');
    const listed = await run('network-list', '--display-mails', '-o', 'id,backends,vms');
    const mails = column(listed, 'user.email').filter((mail) => typeof mail === 'string');
    assert.equal(mails.length, 1);
    const ofSubnets = column(await run('subnet-list', '--display-mails'), 'user.email');
    assert.deepEqual(new Set(ofSubnets), new Set([undefined, ...mails]));
  });

  await t.test(
    'addresses are held for a user, kept back, and a network that is closed gives none',
    async () => {
      const held = await run(
        'floating-ip-create',
        `--user=${owner.uuid}`,
        '--network=2',
        '--address=203.0.113.5',
      );
      const id = String(held.records[0]!['id']);
      await run('network-modify', '2', '--add-reserved-ips=203.0.113.6', '--name=Internet 4');
      await refused('floating-ip-create', `--user=${owner.uuid}`, '--network=2', '--address=203.0.113.6');
      await refused('network-modify', '2', '--add-reserved-ips=203.0.114.6');
      await run('network-modify', '2', '--remove-reserved-ips=203.0.113.6', '--drained=True');
      await refused('floating-ip-create', `--user=${owner.uuid}`, '--network=2');
      await refused('network-modify', '2', '--floating-ip-pool=False');
      await refused('network-modify', lan, '--drained=True');
      await refused('network-remove', '2');
      assert.deepEqual(column(await run('floating-ip-list'), 'address'), ['203.0.113.5']);
      assert.equal((await run('floating-ip-show', id)).records[0]!['port'], null);
      assert.deepEqual((await run('ip-list', '--address=203.0.113.5')).tables[0]!.rows, []);
      const show = await run('floating-ip-show', id, '--display-mails');
      const [mail] = column(await run('floating-ip-list', '--display-mails'), 'user.email');
      assert.ok(String(mail).includes('@') && show.records[0]!['username'] === mail);
      assert.deepEqual(column(await run('backend-list'), 'ips'), ['0/13'], 'closed networks give none');
      await run('network-modify', '2', '--drained=False');
      assert.deepEqual(column(await run('backend-list'), 'ips'), ['12/13']);
      await run('network-modify', '2', '--drained=True');
      await run('reconcile-resources-cyclades');
      await run('floating-ip-remove', id);
      assert.deepEqual(column(await run('floating-ip-list', '--deleted'), 'address'), ['203.0.113.5']);
      await expectUsage(owner, { 'cyclades.network.private': 1n });
    },
  );

  await t.test('a private network is given to another user, and is where operators want it', async () => {
    const heir = await cloud.owner();
    await run('network-modify', lan, `--user=${heir.uuid}`);
    await Promise.all([expectUsage(owner, {}), expectUsage(heir, { 'cyclades.network.private': 1n })]);
    const poor = await cloud.owner({ 'cyclades.network.private': 0 });
    await assert.rejects(run('network-modify', lan, `--user=${poor.uuid}`), { code: 'quota_exceeded' });
    await assert.rejects(run('network-modify', '2', `--user=${heir.uuid}`), {
      code: 'network_without_owner',
    });
    const nobody = 'cb1c9a5e-0000-4000-8000-000000000000';
    await assert.rejects(run('network-modify', lan, `--user=${nobody}`), { code: 'user_not_found' });
    await run('network-modify', lan, `--user=${owner.uuid}`);
    await expectUsage(owner, { 'cyclades.network.private': 1n });

    const inBackend = () => cloud.ganeti.networks.has(`snf-net-${lan}`);
    const backends = async () =>
      column(await run('network-list', `--user=${owner.uuid}`, '-o', 'backends'), 'backends');
    await assert.rejects(run('network-modify', lan, '--remove-from-backend=1'), {
      code: 'network_not_in_backend',
    });
    await run('network-modify', lan, '--add-to-backend=1');
    await until(() => inBackend());
    await until(async () => {
      const said = await run('network-modify', lan, '--add-to-backend=1');
      return said.notes[0] === 'It is there already.';
    });
    assert.deepEqual(await backends(), [1]);
    const { id } = await runningServer(owner, await makeImage(owner), { networks: [{ uuid: lan }] });
    await assert.rejects(run('network-modify', lan, '--remove-from-backend=1'), {
      code: 'network_used_in_backend',
    });
    await run('server-remove', String(id));
    await run('network-modify', lan, '--remove-from-backend=1');
    await until(async () => !inBackend() && (await backends())[0] === 0);
    await assert.rejects(run('network-modify', '1', '--add-to-backend=1'), { code: 'network_in_no_backend' });
    await assert.rejects(run('network-modify', lan, '--add-to-backend=9'), { code: 'backend_not_found' });
    cloud.ganeti.faults = { refuse: { status: 400, message: 'no such bridge' } };
    await assert.rejects(run('network-modify', lan, '--add-to-backend=1'), /did not do it: .*no such bridge/);
    cloud.ganeti.faults = {};
  });

  await t.test('pools give out, grow, shrink to what is in use, and are made right', async () => {
    const pools = await run('pool-list');
    assert.deepEqual(pools.tables[0]!.rows, [['mac-prefix', 1, 1000, 'aa:00:0', 0, 998, 1]]);
    await refused('pool-modify', '1', '--type=mac-prefix', '--size=1');
    await run('pool-modify', '1', '--type=mac-prefix', '--size=2', '--add-reserved=aa:00:1');
    await run('pool-modify', '1', '--type=mac-prefix', '--size=65536', '--remove-reserved=aa:00:1');
    assert.deepEqual(
      (await run('pool-list', '--type=mac-prefix')).tables[0]!.rows[0]!.slice(5),
      [16_382, 49_153],
    );
    await refused('pool-modify', '1', '--type=mac-prefix', '--add-reserved=aa:00:11');
    await refused('pool-remove', '1', '--type=mac-prefix');
    await run('pool-modify', '1', '--type=mac-prefix', '--base=aa:00:1', '--offset=7', '--size=65535');
    const [moved] = (await run('pool-list', '--type=mac-prefix')).tables[0]!.rows;
    assert.deepEqual(moved!.slice(2, 5), [65_535, 'aa:00:1', 7]);
    await checkInvariants(cloud);
    await run('pool-modify', '1', '--type=mac-prefix', '--base=aa:00:0', '--offset=0', '--size=65536');
    assert.deepEqual(
      (await run('pool-list', '--type=mac-prefix')).tables[0]!.rows[0]!.slice(5),
      [16_382, 49_153],
    );
    await refused('pool-modify', '1', '--type=mac-prefix', '--base=zz:00:0');
    const { records } = await run('pool-create', '--type=bridge', '--base=prv', '--size=2');
    const bridgePool = String(records[0]!['id']);
    await refused('pool-create', '--type=bridge', '--base=prv', '--size=2');
    const shown = await run('pool-show', bridgePool, '--type=bridge');
    assert.deepEqual(
      shown.tables.map(({ rows }) => rows),
      [[['..']], [['..']]],
    );
    for (const link of ['prv1', 'prv2']) {
      const made = await create('--public', '--flavor=PHYSICAL_VLAN', `--name=${link}`);
      assert.equal(made.records[0]!['link'], link);
    }
    await refused('network-create', '--public', '--flavor=PHYSICAL_VLAN');
    await checkInvariants(cloud);

    await sql`update pool_chunks set available = set_bit(set_bit(available, 0, 1), 5, 0) where chunk = 0`.execute(
      db,
    );
    const found = await run('reconcile-pools');
    assert.ok(found.tables[0]!.rows.some((row) => row[2] === 'prv1' && row[3] === 'available'));
    assert.ok(found.tables[0]!.rows.some((row) => row[2] === 'aa:00:5' && row[3] === 'unavailable'));
    await run('reconcile-pools', '--fix');
    assert.deepEqual((await run('reconcile-pools')).tables[0]!.rows, []);
    await checkInvariants(cloud);
    const { networks } = (await owner.get(`${NETWORK_PREFIX}/networks`)).json as { networks: Network[] };
    const bridges = networks.filter(({ type }) => type === 'PHYSICAL_VLAN').map(({ id }) => id);
    await run('network-remove', lan, ...bridges);
    await run('pool-remove', bridgePool, '--type=bridge');
    await expectUsage(owner, {});
    await checkInvariants(cloud);
  });

  await t.test('ports come to servers of all and go, and nobody lands where somebody else is', async () => {
    const stranger = await cloud.owner();
    const [mine, other] = await Promise.all(
      [owner, stranger].map(async (user) => runningServer(user, await makeImage(user), { networks: [] })),
    );
    const machine = String(mine!.id);
    const idOf = ({ records }: Said): string => String(records[0]!['id']);
    const addressesOf = ({ tables }: Said): unknown[][] =>
      tables[0]!.rows.map(([address, , , , isFloating]) => [address, isFloating]);
    const open = idOf(
      await create('--public', '--flavor=CUSTOM', '--subnet=198.51.100.0/28', '--floating-ip-pool=True'),
    );
    const lan = idOf(await create(`--user=${owner.uuid}`, '--flavor=MAC_FILTERED', '--subnet=10.9.0.0/29'));
    const port = (...options: string[]) => run('port-create', ...options);
    const toMine = (network: string, ...options: string[]) =>
      port(`--network=${network}`, `--server=snf-${machine}`, ...options);

    const first = await toMine(lan, '--name=second');
    assert.deepEqual(
      [first.notes.at(-1), first.records[0]!['state'], first.records[0]!['name'], addressesOf(first)],
      ['Job finished successfully.', 'ACTIVE', 'second', [['10.9.0.1', false]]],
    );
    const plain = await toMine(open, '--ipv4-address=198.51.100.9');
    assert.deepEqual(addressesOf(plain), [['198.51.100.9', false]]);
    assert.equal((await owner.delete(`${PORTS}/${idOf(plain)}`)).status, 403, 'its owner keeps it');
    const userMode = idOf(await toMine('1'));
    await assert.rejects(toMine('1'), { code: 'network_once' });

    const held = idOf(await run('floating-ip-create', `--user=${owner.uuid}`, `--network=${open}`));
    await assert.rejects(port(`--network=${lan}`, `--server=${other!.id}`), { code: 'network_of_other' });
    await assert.rejects(run('floating-ip-attach', held, `--machine=${other!.id}`), {
      code: 'floating_ip_of_other',
    });
    await assert.rejects(toMine(lan, `--floating-ip=${held}`), { code: 'floating_ip_elsewhere' });
    for (const line of [
      [`--server=${machine}`],
      [`--network=${lan}`],
      [`--network=${lan}`, `--server=${machine}`, `--user=${owner.uuid}`],
      [`--network=${lan}`, `--server=${machine}`, '--ipv4-address=10.9.0.5', `--floating-ip=${held}`],
    ])
      await assert.rejects(port(...line), { exitCode: 2 });
    await run('floating-ip-attach', held, `--machine=${machine}`, '--wait=True');
    assert.equal((await run('floating-ip-show', held)).records[0]!['server'], mine!.id);

    const listed = await run('port-list', `--server=${machine}`, '--display-mails');
    assert.deepEqual(column(listed, 'network').map(String), [lan, open, '1', open]);
    assert.deepEqual(column(listed, 'user.email'), Array(4).fill(owner.email));
    assert.deepEqual(column(await run('port-list', '--public', '-o', 'network'), 'network').length, 3);
    assert.deepEqual(column(await run('port-list', `--filter-by=network=${lan}`), 'id').map(String), [
      idOf(first),
    ]);
    const inspected = await run('port-inspect', `snf-nic-${idOf(first)}`, '--jobs', '--display-mails');
    assert.equal(inspected.records[0]!['username'], owner.email);
    const [, cards, jobs] = inspected.tables;
    assert.deepEqual(
      cards!.rows.map(([, name, network, mac]) => [name, network, mac]),
      [[`snf-nic-${idOf(first)}`, `snf-net-${lan}`, inspected.records[0]!['mac_address']]],
    );
    assert.ok(jobs!.rows.length > 0);
    const network = await run('network-inspect', lan, '--display-mails');
    assert.deepEqual([network.records[0]!['ports'], network.records[0]!['username']], [1, owner.email]);
    assert.deepEqual(network.tables[1]!.rows[0]!.slice(1, 3), ['ACTIVE', false]);
    assert.deepEqual(network.tables[2]!.rows[0], ['network', '10.9.0.0/29']);

    await run('floating-ip-detach', held, '--wait=True');
    assert.equal((await run('floating-ip-show', held)).records[0]!['server'], null);
    await assert.rejects(run('floating-ip-detach', held), { code: 'floating_ip_idle' });
    const waiting = await port(`--network=${open}`, `--user=${owner.uuid}`, `--floating-ip=${held}`);
    assert.deepEqual(
      [waiting.records[0]!['state'], waiting.records[0]!['server'], addressesOf(waiting)[0]![1]],
      ['DOWN', null, true],
    );
    await assert.rejects(port(`--network=${lan}`, `--user=${stranger.uuid}`), { code: 'network_of_other' });
    const nobody = '00000000-0000-4000-8000-00000000000f';
    await assert.rejects(port(`--network=${open}`, `--user=${nobody}`), { code: 'user_not_found' });

    cloud.ganeti.faults = {
      fail: { OP_INSTANCE_SET_PARAMS: ['OpExecError', ['Hotplug failed', 'environment_error']] },
    };
    await assert.rejects(toMine(lan), /Job failed! Error: /);
    cloud.ganeti.faults = {};
    const gone = [first, plain].map(idOf);
    const no = runCommand(computeCommands, compute, ['port-remove', ...gone], { confirm: false });
    await assert.rejects(no, /Nothing was deleted/);
    await assert.rejects(run('port-remove', ...gone, '999999', userMode), /1 of 4 ports were not deleted/);
    assert.deepEqual(column(await run('port-list'), 'id').map(String), [idOf(waiting)]);
    await run('floating-ip-detach', held);
    assert.deepEqual((await run('port-list')).tables[0]!.rows, []);
    await checkInvariants(cloud);
  });
});

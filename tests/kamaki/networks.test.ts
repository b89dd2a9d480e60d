import assert from 'node:assert/strict';
import test from 'node:test';
import { makeImage, publicNetwork, runningServer, sharedComputeCloud } from '../compute/kit/compute-cloud.ts';
import { InProcessUser } from './in-process-user.ts';
import { newFolder } from './running-cloud.ts';

test('networks, subnets and floating IPs by kamaki', async (t) => {
  const cloud = await sharedComputeCloud();
  const owner = await cloud.owner();
  const pool = await publicNetwork(cloud, '203.0.113.0/28');
  const user = new InProcessUser(await newFolder(t));
  await user.does(`config set cloud.default.url ${cloud.url}`);
  await user.does(['config', 'set', 'cloud.default.token'], `${owner.token}\n`);

  await t.test('a network of your own is made, named, listed and deleted', async () => {
    const { id, type } = (await user.reads('network create --name lan')) as { id: string; type: string };
    assert.equal(type, 'MAC_FILTERED');
    await user.does(`network modify ${id} --name office`);
    const list = await user.does('network list');
    assert.match(list, new RegExp(`^${id} office \\( private \\)$`, 'm'));
    assert.match(list, /^1 Internet \( public \)$/m);
    const subnet = (await user.reads(
      `subnet create --network-id ${id} --cidr 10.0.0.0/24 --alloc-pool 10.0.0.10,10.0.0.20 --no-gateway --with-dhcp`,
    )) as { id: string; gateway_ip: unknown; allocation_pools: unknown };
    assert.deepEqual(
      [subnet.gateway_ip, subnet.allocation_pools],
      [null, [{ start: '10.0.0.10', end: '10.0.0.20' }]],
    );
    await user.does(`subnet modify ${subnet.id} --name desks`);
    assert.match(
      await user.does('subnet list --name desks'),
      new RegExp(`^${subnet.id} desks \\( of network ${id} \\)$`, 'm'),
    );
    assert.match(await user.does(`subnet info ${subnet.id}`), /^cidr: 10\.0\.0\.0\/24$/m);
    await user.does(`network reassign ${id} --project-id ${owner.uuid}`);
    await user.does(`network delete ${id}`);
    assert.doesNotMatch(await user.does('network list'), /office/);
    assert.equal((await user.run('network create --type NONE')).code, 2);
    assert.equal((await user.run('subnet create --cidr 10.0.0.0/24')).code, 2);
    assert.equal((await user.run('subnet create --network-id 1 --cidr 10.0.0.0/24 --alloc-pool x')).code, 2);
  });

  await t.test('a floating IP is reserved, named by address or number, and given back', async () => {
    const ip = (await user.reads(`ip create --network-id ${pool}`)) as {
      id: string;
      floating_ip_address: string;
    };
    assert.match(await user.does('ip list'), new RegExp(`^${ip.id} ${ip.floating_ip_address}$`, 'm'));
    assert.match(await user.does(`ip info ${ip.id}`), new RegExp(`^floating_network_id: ${pool}$`, 'm'));
    await user.does(`ip reassign ${ip.id} --project-id ${owner.uuid}`);
    const detached = await user.fails(`ip detach ${ip.floating_ip_address}`);
    assert.match(detached.stderr, /No server has/);
    assert.match((await user.fails('ip attach 192.0.2.1 --server-id 1')).stderr, /You have no floating IP/);
    await user.does(`ip delete ${ip.id}`);
    assert.equal(await user.does('ip list'), '');
  });

  await t.test('a server is connected, given a floating IP, and taken off again', async () => {
    const image = await makeImage(owner);
    const { id } = await runningServer(owner, image, { networks: [] });
    const lan = ((await user.reads('network create --name lan')) as { id: string }).id;
    await user.does(`subnet create --network-id ${lan} --cidr 10.7.0.0/24 --with-dhcp`);
    await user.does(`server shutdown ${id} -w`);
    await user.does(`port create --network-id ${lan} --device-id ${id} --name first --wait`);
    const [port] = (await user.reads('port list --name first -l')) as { id: string; status: string }[];
    assert.equal(port?.status, 'ACTIVE');
    assert.match((await user.run(`port wait ${port!.id}`)).stderr, /is ACTIVE/);
    await user.does(`port modify ${port!.id} --name renamed`);
    await user.does(`network disconnect ${lan} --device-id ${id} --wait`);
    assert.equal(await user.does('port list'), '');
    const ip = (await user.reads(`ip create --network-id ${pool}`)) as { floating_ip_address: string };
    await user.does(`ip attach ${ip.floating_ip_address} --server-id ${id} --wait`);
    assert.match(await user.does('ip list'), new RegExp(`instance_id: ${id}$`, 'm'));
    await user.does(`ip detach ${ip.floating_ip_address} --wait`);
    assert.match(await user.does('ip list'), /instance_id: *(None|null|)$/m);
  });
});

import assert from 'node:assert/strict';
import { OpStatusEvent } from '#contract/ganeti-events';
import { until } from '../../kit/until.ts';
import type { Host } from './host.ts';
import type { Rapi } from './rapi.ts';
import type { Terminal } from './serial.ts';

export const INSTANCE = '/2/instances/snf-1';
const NETWORK = '/2/networks/snf-net-1';

/** A connected private network, as compute makes one. */
export async function makeNetwork(rapi: Rapi): Promise<void> {
  const network = {
    network_name: 'snf-net-1',
    network: '10.77.0.0/24',
    gateway: '10.77.0.1',
    mac_prefix: 'aa:00:10',
    tags: ['private-filtered', 'private', 'nfdhcpd'],
  };
  assert.equal((await rapi.run('POST', '/2/networks', network)).status, 'success');
  const group = { group_name: 'default', network_mode: 'bridged', network_link: 'prv0' };
  assert.equal((await rapi.run('PUT', `${NETWORK}/connect`, group)).status, 'success');
}

async function removeNetwork(rapi: Rapi): Promise<void> {
  const group = { group_name: 'default' };
  assert.equal((await rapi.run('PUT', `${NETWORK}/disconnect`, group)).status, 'success');
  assert.equal((await rapi.run('DELETE', NETWORK)).status, 'success');
}

export const added = { nics: [['add', '-1', { name: 'snf-nic-2', network: 'snf-net-1', ip: '10.77.0.9' }]] };
export const removed = { nics: [['remove', 'snf-nic-2', {}]] };

/** Gives the running machine at this terminal a second card, and takes it away again. */
export async function plugsAndUnplugs({ rapi, events }: Host, terminal: Terminal): Promise<void> {
  await makeNetwork(rapi);
  const macs = async (): Promise<string> => terminal.run('cat /sys/class/net/*/address');
  const job = await rapi.run('PUT', `${INSTANCE}/modify`, { ...added, hotplug_if_possible: true });
  assert.deepEqual([job.status, job.oplog], ['success', [[]]], 'nothing waits for the next start');
  const mac = (await rapi.instance('snf-1'))!['nic.macs'][1]!;
  assert.match(mac, /^aa:00:10:/);
  await until(async () => (await macs()).includes(mac));
  const told = events.map(({ body }) => OpStatusEvent.safeParse(body)).findLast(({ success }) => success);
  assert.deepEqual(
    told!.data!.instance_nics!.map(({ name, network, ip }) => [name, network, ip]),
    [
      ['snf-nic-1', null, null],
      ['snf-nic-2', 'snf-net-1', '10.77.0.9'],
    ],
  );
  const renew = 'ip link set eth1 up; udhcpc -i eth1 -n -q -t 5 -T 1 -s /etc/udhcpc.script; ip addr';
  await until(async () => /inet 10\.77\.0\.9/.test(await terminal.run(renew)));
  const removal = await rapi.run('PUT', `${INSTANCE}/modify`, { ...removed, hotplug_if_possible: true });
  assert.deepEqual([removal.status, removal.oplog], ['success', [[]]]);
  await until(async () => !(await macs()).includes(mac));
  await removeNetwork(rapi);
}

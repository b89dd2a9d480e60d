import { z } from 'zod';
import type { Store } from '../../../store/store.ts';
import type { IntentRow } from '../../../store/servers/intents.ts';
import { hotPlug, nicOf } from '../../ports/cards.ts';
import { realiseNetworks } from '../../ports/realise.ts';
import { removePorts } from '../../ports/remove.ts';
import { ClusterFailure } from '../../../ganeti/cluster.ts';
import type { Operation } from './operation.ts';

/** What an intent to connect or disconnect a port holds: its number, and the name of its card in the back end. */
const PortIntent = z.object({ port: z.number().int(), nic: z.string() });

export function portIntent(intent: IntentRow): z.infer<typeof PortIntent> {
  return PortIntent.parse(intent.body);
}

/** The port of an intent, if it is there still. */
export async function portOf(store: Store, intent: IntentRow) {
  const { port } = portIntent(intent);
  return (await store.ports.of(intent.serverId)).find(({ id }) => id === port);
}

/** Gives a machine the card of a port. The port is there from the request on, and goes when it fails. */
export const connect: Operation = {
  action: 'CONNECT',
  taskState: 'CONNECTING',
  opcode: 'OP_INSTANCE_SET_PARAMS',
  from: ['STARTED', 'STOPPED'],
  async call(compute, { intent, server }) {
    const { store, settings } = compute;
    const port = await portOf(store, intent);
    const [network] = port === undefined ? [] : await store.networks.byIds([port.networkId]);
    if (port === undefined || network === undefined) throw new ClusterFailure('refused', 'The port is gone.');
    const backend = (await store.backends.find(server.backendId))!;
    const after = await realiseNetworks(compute, backend, [network.id]);
    const nics = [['add', '-1', nicOf(settings.BACKEND_PREFIX_ID, port, network)]];
    return { action: 'MODIFY', body: { nics, ...hotPlug(settings, backend) }, after };
  },
  async ended(compute, tx, { intent, succeeded }) {
    const port = succeeded ? undefined : await portOf(tx, intent);
    if (port !== undefined) await removePorts(compute, tx, [port], 'port could not be connected');
    return {};
  },
  reached: (instance, intent) => instance['nic.names'].includes(portIntent(intent).nic),
};

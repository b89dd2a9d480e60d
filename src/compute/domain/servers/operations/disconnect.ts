import { hotPlug } from '../../ports/cards.ts';
import { recordFirewall } from '../../ports/firewall.ts';
import { removePorts } from '../../ports/remove.ts';
import { portIntent, portOf } from './connect.ts';
import type { Operation } from './operation.ts';

/** Takes the card of a port from a machine. The port stays until that is done. */
export const disconnect: Operation = {
  action: 'DISCONNECT',
  taskState: 'DISCONNECTING',
  opcode: 'OP_INSTANCE_SET_PARAMS',
  from: ['STARTED', 'STOPPED'],
  async call({ store, settings }, { intent, server }) {
    const backend = (await store.backends.find(server.backendId))!;
    const nics = [['remove', portIntent(intent).nic, {}]];
    return { action: 'MODIFY', body: { nics, ...hotPlug(settings, backend) } };
  },
  async ended(compute, tx, { server, intent, succeeded }) {
    const port = succeeded ? await portOf(tx, intent) : undefined;
    if (port === undefined) return {};
    await recordFirewall(compute, tx, server, { port, profile: 'DISABLED', user: intent.userId });
    await removePorts(compute, tx, [port]);
    return {};
  },
  reached: (instance, intent) => !instance['nic.names'].includes(portIntent(intent).nic),
};

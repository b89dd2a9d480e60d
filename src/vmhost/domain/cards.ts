import { userNetdev } from '../network/user-mode.ts';
import type { Card } from '../qemu/cards.ts';
import { plugCard, unplugCard } from '../qemu/hot-plug.ts';
import { QmpError } from '../qemu/qmp.ts';
import type { InstanceRecord, NicRecord } from '../store/records.ts';
import { isOnNetwork } from './network-plans.ts';
import type { JobContext, Vmhost } from './vmhost.ts';
import { plugWired } from './wired-cards.ts';

/** A NIC as QEMU gets it. `inSandbox`: whether user-mode networking leads out. */
export function cardOf(vmhost: Vmhost, nic: NicRecord, inSandbox: boolean): Card {
  const card = { id: nic.uuid.slice(0, 8), mac: nic.mac };
  // A hub of its own: where there are no networks a card of one leads to nobody else's.
  if (nic.slot !== undefined)
    return { ...card, netdev: { type: 'hubport', hubid: nic.slot }, slot: nic.slot };
  const network = [...vmhost.networks.values()].find(({ uuid }) => uuid === nic.network);
  const address =
    network === undefined || nic.ip === null
      ? null
      : { ip: nic.ip, cidr: network.network, gateway: network.gateway };
  return { ...card, netdev: userNetdev({ address, sshPort: nic.sshPort }, inSandbox) };
}

/** Puts the card of a NIC into the machine if it runs; where that cannot be, the next start does. */
export async function plugNic(
  vmhost: Vmhost,
  context: JobContext,
  instance: InstanceRecord,
  nic: NicRecord,
): Promise<void> {
  const machine = vmhost.machines.get(instance.uuid);
  if (machine === undefined) return;
  try {
    if (isOnNetwork(nic) && (await vmhost.hypervisor.state()).networks) {
      await vmhost.fabric.settle();
      return await plugWired(vmhost, instance, machine, nic);
    }
    if (nic.slot === undefined) throw new QmpError('a card of user-mode networking is no hot-plug device');
    await plugCard((command, argument) => machine.ask(command, argument), cardOf(vmhost, nic, false));
  } catch (error) {
    await leaveToStart(context, error);
  }
}

/** Takes the card of a NIC out of the machine if it runs. A machine that does not let go keeps a card that leads nowhere. */
export async function unplugNic(
  vmhost: Vmhost,
  context: JobContext,
  instance: InstanceRecord,
  nic: NicRecord,
): Promise<void> {
  const machine = vmhost.machines.get(instance.uuid);
  if (machine === undefined) return;
  try {
    const ask = (command: string, argument?: Record<string, unknown>) => machine.ask(command, argument);
    if (await machine.alone(() => unplugCard(ask, cardOf(vmhost, nic, false)))) return;
    throw new QmpError('the system of the machine does not let go of the card');
  } catch (error) {
    await leaveToStart(context, error);
  }
}

async function leaveToStart({ note }: JobContext, error: unknown): Promise<void> {
  if (!(error instanceof QmpError)) throw error;
  await note(
    `Hot-plugging is not possible (${error.message}): the machine meets the change at its next start`,
  );
}

/** Tells the owner, once for each card, where it leads nowhere on this host, and why. */
export async function tellUnconnected(
  vmhost: Vmhost,
  instance: InstanceRecord,
  nics: readonly NicRecord[],
): Promise<void> {
  const { networks, networksReason } = await vmhost.hypervisor.state();
  const names = nics
    .filter((nic) => nic.slot !== undefined && !(networks && isOnNetwork(nic)))
    .map(({ name, uuid }) => name ?? uuid);
  if (names.length === 0) return;
  const why = networks
    ? 'They are not on a network of the cloud.'
    : `This host does not connect networks: ${networksReason}`;
  const text = `${why} What has its addresses and leads nowhere: ${names.join(', ')}.`;
  vmhost.sendProgress(instance.name, { type: 'image-warning', messages: [text] });
}

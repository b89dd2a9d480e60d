import { CommandError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { portName } from '../../domain/names.ts';
import { mailsOf } from '../../domain/owners.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import { idOf } from '../options.ts';

/** The port that a word of the line names, by number or by its name in the back end. */
export async function portOf({ store, settings }: Compute, word: string): Promise<PortRow> {
  const id = idOf(word, portName(settings.BACKEND_PREFIX_ID, 0).slice(0, -1), 'Port');
  const found = await store.ports.find(id);
  if (found === undefined)
    throw new CommandError(
      `Port with ID ${id} does not exist. Use port-list to find out available port IDs.`,
    );
  return found;
}

/** A port with its addresses, as the administrator reads it. */
export async function showPort(
  { service, out }: Pick<ServiceRun<Compute>, 'service' | 'out'>,
  port: PortRow,
  { displayMails = false } = {},
): Promise<void> {
  const { store, settings } = service;
  const mails = displayMails ? await mailsOf(service, [port.userId]) : undefined;
  const subnets = await store.subnets.ofNetworks([port.networkId]);
  const [address] = await store.addresses.ofPorts([port.id]);
  out.show({
    id: port.id,
    name: port.name,
    'backend-name': portName(settings.BACKEND_PREFIX_ID, port.id),
    userid: port.userId,
    ...(mails === undefined ? {} : { username: mails.get(port.userId) }),
    network: port.networkId,
    server: port.serverId,
    index: port.serverId === null ? null : port.index,
    state: port.state,
    mac_address: port.mac,
    firewall: port.firewall,
    created: port.created,
    updated: port.updated,
  });
  const rows = ([4, 6] as const).map((version) => {
    const subnet = subnets.find(({ ipVersion, deleted }) => ipVersion === version && !deleted);
    const isFloating = version === 4 && address?.floatingIpId != null;
    const shown = version === 4 ? port.ipv4 : port.ipv6;
    return [shown, port.networkId, subnet?.id, subnet?.cidr, isFloating];
  });
  out.table(
    ['Address', 'Network', 'Subnet', 'CIDR', 'is_floating'],
    rows.filter(([shown]) => shown !== null),
    'IPs',
  );
}

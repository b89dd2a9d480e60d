import { Select } from '@mantine/core';
import { say } from '#text/networks';
import type { FloatingIp } from '../../api/networks.ts';
import { useNetworkActions } from '../../live/network-actions.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Form } from '../../parts/form/form.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { hasFailed } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';
import type { NetworkParts } from './network-parts.ts';
import { nameOfNetwork, needsAddress, networkName } from './network-words.ts';

export interface ConnectDialogProps {
  title: string;
  deed: string;
  parts: NetworkParts;
  /** The network, or the address of a public one, and the machine, where they are decided already; what is not is chosen. */
  network?: string;
  address?: FloatingIp;
  machine?: number;
  onClose: () => void;
}

/** Puts a machine on a network. */
export function ConnectDialog({
  title,
  deed,
  parts,
  network = '',
  address,
  machine: decided,
  onClose,
}: ConnectDialogProps) {
  const { connect } = useNetworkActions();
  const way = address ? wayOf(address) : network;
  const form = useForm({
    initial: { machine: decided === undefined ? '' : String(decided), way },
    check: ({ machine, way: to }) => ({
      ...(machine === '' ? { machine: say.chooseMachine } : {}),
      ...(to === '' ? { way: say.chooseNetwork } : {}),
    }),
    async send({ machine, way: to }) {
      await connect(machine, ...(to.split(' ') as [string, string?]));
      onClose();
    },
  });
  const { machine, way: chosen } = form.values;
  return (
    <Dialog title={title} onClose={onClose}>
      <Form form={form} deed={deed} labels={{ machine: say.machine, way: say.network }} onCancel={onClose}>
        {decided === undefined && (
          <Select
            data-autofocus
            searchable
            label={say.machine}
            data={machinesOf(parts, address === undefined ? chosen : '')}
            {...form.choice('machine')}
          />
        )}
        {way === '' && (
          <Select
            {...(decided === undefined ? {} : { 'data-autofocus': true })}
            searchable
            label={say.network}
            data={waysOf(parts, machine)}
            {...form.choice('way')}
          />
        )}
      </Form>
    </Dialog>
  );
}

/** Those that are not on the network yet. */
function machinesOf({ machines, ports }: NetworkParts, network: string) {
  const on = new Set(ports.filter(({ network_id: id }) => id === network).map(({ device_id: id }) => id));
  return machines
    .filter((each) => !hasFailed(each) && !on.has(String(each.id)))
    .map(({ id, name }) => ({ value: String(id), label: plainName(name) }));
}

/** Private networks, and each free address of a public one: `number` or `number address`. */
function waysOf({ networks, ports, addresses }: NetworkParts, machine: string) {
  const on = new Set(ports.filter(({ device_id: id }) => id === machine).map(({ network_id: id }) => id));
  const direct = networks
    .filter((each) => each.status === 'ACTIVE' && !needsAddress(each) && !on.has(each.id))
    .map((each) => ({ value: each.id, label: networkName(each) }));
  const free = addresses
    .filter(({ port_id: port }) => port === null)
    .map((address) => ({
      value: wayOf(address),
      label: say.ownAddress({
        address: address.floating_ip_address,
        network: nameOfNetwork(networks, address.floating_network_id),
      }),
    }));
  return [...direct, ...free];
}

function wayOf({ floating_network_id: network, floating_ip_address: address }: FloatingIp): string {
  return `${network} ${address}`;
}

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
  /** The network, or the address of a public one, or the machine that is decided already; the other is chosen. */
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
  network,
  address,
  machine,
  onClose,
}: ConnectDialogProps) {
  const { connect } = useNetworkActions();
  const choosesMachine = machine === undefined;
  const form = useForm({
    initial: { chosen: '' },
    check: ({ chosen }) =>
      chosen === '' ? { chosen: choosesMachine ? say.chooseMachine : say.chooseNetwork } : {},
    async send({ chosen }) {
      if (choosesMachine)
        await connect(chosen, address?.floating_network_id ?? network ?? '', address?.floating_ip_address);
      else await connect(machine, ...(chosen.split(' ') as [string, string?]));
      onClose();
    },
  });
  const label = choosesMachine ? say.machine : say.network;
  return (
    <Dialog title={title} onClose={onClose}>
      <Form form={form} deed={deed} labels={{ chosen: label }} onCancel={onClose}>
        <Select
          data-autofocus
          searchable
          label={label}
          data={choosesMachine ? machinesOf(parts, network) : waysOf(parts, machine)}
          {...form.choice('chosen')}
        />
      </Form>
    </Dialog>
  );
}

function machinesOf({ machines, ports }: NetworkParts, network: string | undefined) {
  const on = new Set(ports.filter(({ network_id: id }) => id === network).map(({ device_id: id }) => id));
  return machines
    .filter((each) => !hasFailed(each) && !on.has(String(each.id)))
    .map(({ id, name }) => ({ value: String(id), label: plainName(name) }));
}

/** Private networks, and each free address of a public one: `number` or `number address`. */
function waysOf({ networks, ports, addresses }: NetworkParts, machine: number) {
  const on = new Set(
    ports.filter(({ device_id: id }) => id === String(machine)).map(({ network_id: id }) => id),
  );
  const direct = networks
    .filter((each) => each.status === 'ACTIVE' && !needsAddress(each) && !on.has(each.id))
    .map((each) => ({ value: each.id, label: networkName(each) }));
  const free = addresses
    .filter(({ port_id: port }) => port === null)
    .map(({ floating_network_id: id, floating_ip_address: address }) => ({
      value: `${id} ${address}`,
      label: say.ownAddress({ address, network: nameOfNetwork(networks, id) }),
    }));
  return [...direct, ...free];
}

import type { BackendRow } from '../../store/backends/backends.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { PortRow } from '../../store/networks/ports.ts';
import { networkName, portName } from '../names.ts';
import { USER_MODE_LINK } from './user-mode.ts';
import type { ComputeSettings } from '../../settings.ts';

/** A port as a back end is asked for it. */
export function nicOf(prefix: string, port: PortRow, network: NetworkRow): Record<string, unknown> {
  return {
    name: portName(prefix, port.id),
    ip: port.ipv4,
    ...(network.link === USER_MODE_LINK
      ? { mode: network.mode, link: network.link }
      : { network: networkName(prefix, network.id) }),
  };
}

/** Asks for the change to be made in the running machine, too. */
export function hotPlug(
  settings: ComputeSettings,
  { hypervisor }: BackendRow,
): { hotplug_if_possible?: true } {
  return settings.GANETI_USE_HOTPLUG && hypervisor === 'kvm' ? { hotplug_if_possible: true } : {};
}

import type { Notice, RoleContext } from '#platform/service/role';
import { prepareHypervisor } from './prepare.ts';
import type { HypervisorState } from './qemu/acceleration.ts';
import type { VmhostSettings } from './settings.ts';

/** Looks at how machines can run on this host, for whoever watches the start. */
export async function surveyHost(context: RoleContext, signal?: AbortSignal): Promise<Notice[]> {
  const hypervisor = await prepareHypervisor(
    context.dataDirectory,
    context.settings as VmhostSettings,
    signal,
  );
  const noWayOut =
    hypervisor.acceleration !== null && hypervisor.outboundReason !== null
      ? [{ label: 'Internet', text: `machines have no way out: ${hypervisor.outboundReason}` }]
      : [];
  const noNetworks =
    hypervisor.acceleration !== null && hypervisor.outbound && hypervisor.networksReason !== null
      ? [{ label: 'Networks', text: `machines cannot be connected: ${hypervisor.networksReason}` }]
      : [];
  return [{ label: 'Machines', text: machinesLine(hypervisor) }, ...noWayOut, ...noNetworks];
}

function machinesLine(hypervisor: HypervisorState): string {
  if (hypervisor.acceleration === 'kvm') return 'hardware virtualisation (KVM)';
  if (hypervisor.acceleration === 'tcg') {
    return `emulated (${hypervisor.emulationReason}): slow, and for trusted users only`;
  }
  return `cannot boot here. ${hypervisor.reason ?? ''}`;
}

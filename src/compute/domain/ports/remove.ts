import type { PortRow } from '../../store/networks/ports.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { releaseAddresses } from '../networks/addresses.ts';

/** Takes ports away with their addresses: floating IPs stay their users', others go back. Their server is locked. */
export async function removePorts(
  compute: Compute,
  tx: Store,
  ports: readonly PortRow[],
  reason?: string,
): Promise<void> {
  if (ports.length === 0) return;
  await releaseAddresses(compute, tx, ports, reason);
  await tx.ports.remove(ports.map(({ id }) => id));
}

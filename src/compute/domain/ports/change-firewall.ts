import type { FirewallProfile } from '#contract/compute-words';
import { fail } from '../../errors.ts';
import { ofServer, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { admitChange } from '../servers/begin.ts';
import { lockVisible } from '../servers/actions.ts';
import { recordFirewall } from './firewall.ts';

/** Has the firewall of a server's port changed. It sets no task: what the back end makes of it is seen with the next news. */
export async function changeFirewall(
  compute: Compute,
  caller: Caller,
  id: number,
  { port: wanted, profile }: { port: number; profile: FirewallProfile },
): Promise<void> {
  await compute.store.transaction(async (tx) => {
    const server = await lockVisible(tx, caller, id);
    admitChange(server, 'firewallProfile');
    const port = (await tx.ports.of(id)).find((each) => each.id === wanted);
    if (port === undefined) fail('port_not_found', { id: wanted });
    await recordFirewall(compute, tx, server, { port, profile, user: caller.user });
    await record(compute, tx, caller, {
      action: 'server.firewall',
      ...ofServer(server),
      details: { port: port.id, profile },
    });
  });
}

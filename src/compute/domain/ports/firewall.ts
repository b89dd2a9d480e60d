import type { FirewallProfile } from '#contract/compute-words';
import type { PortRow } from '../../store/networks/ports.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { portName } from '../names.ts';
import { submission } from '../servers/submission.ts';

/** How profiles are called in the tag of an instance that Ganeti keeps them in; the absence of a tag is DISABLED. */
const MODES: Readonly<Record<string, string>> = { ENABLED: 'protected', PROTECTED: 'limited' };

/** The profile of a mode that a back end tells, or undefined for one that is not known. */
export function profileOf(mode: string): FirewallProfile | undefined {
  if (mode === 'unprotected') return 'DISABLED';
  const found = Object.entries(MODES).find(([, name]) => name === mode);
  return found?.[0] as FirewallProfile | undefined;
}

function tagOf(prefix: string, port: PortRow, profile: string | null): string | undefined {
  const mode = profile === null ? undefined : MODES[profile];
  return mode === undefined ? undefined : `synnefo:network:${portName(prefix, port.id)}:${mode}`;
}

/** Has the firewall of a port changed in the back end: the old tag goes, the new one comes, beside whatever else is done. */
export async function recordFirewall(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { port, profile, user }: { port: PortRow; profile: FirewallProfile; user: string | null },
): Promise<void> {
  const prefix = compute.settings.BACKEND_PREFIX_ID;
  const [old, wanted] = [tagOf(prefix, port, port.firewall), tagOf(prefix, port, profile)];
  if (old !== undefined && old !== wanted)
    await submit(compute, tx, server, { action: 'FIREWALL_OFF', tag: old, user });
  if (wanted !== undefined) await submit(compute, tx, server, { action: 'FIREWALL_ON', tag: wanted, user });
  await tx.ports.update(port.id, { firewall: profile, updated: compute.clock.now() });
}

async function submit(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { action, tag, user }: { action: 'FIREWALL_ON' | 'FIREWALL_OFF'; tag: string; user: string | null },
): Promise<void> {
  const intent = compute.ids.uuid();
  const now = compute.clock.now();
  await tx.intents.insert({
    id: intent,
    serverId: server.id,
    action,
    userId: user,
    state: 'open',
    sent: null,
    jobId: null,
    serial: null,
    body: JSON.stringify({ tag }),
    created: now,
    updated: now,
  });
  await compute.submitJob.add(tx, { intent }, submission(intent, server.userId));
}

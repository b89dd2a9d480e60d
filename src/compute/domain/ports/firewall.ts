import { z } from 'zod';
import type { FirewallProfile } from '#contract/compute-words';
import { firewallTag } from '#contract/firewall-tag';
import type { PortRow } from '../../store/networks/ports.ts';
import type { IntentRow } from '../../store/servers/intents.ts';
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
  return mode === undefined ? undefined : firewallTag(portName(prefix, port.id), mode);
}

/**
 * What an intent to set or remove a tag holds. Changes of a port that overlap are one series: `before` is the profile that
 * was in force when its first one began.
 */
const FirewallIntent = z.object({
  tag: z.string(),
  port: z.number().int(),
  before: z.string().nullable(),
  series: z.string(),
});
type FirewallIntent = z.infer<typeof FirewallIntent>;

export function firewallIntent(intent: IntentRow): FirewallIntent {
  return FirewallIntent.parse(intent.body);
}

/** Changes of firewalls of a server that have not ended, by port, but the one that is just ending. */
export async function firewallsUnderWay(
  tx: Store,
  server: number,
  ending?: string,
): Promise<ReadonlyMap<number, FirewallIntent>> {
  const open = (await tx.intents.openOf(server)).filter(
    ({ id, action }) => action.startsWith('FIREWALL') && id !== ending,
  );
  return new Map(open.map(firewallIntent).map((intent) => [intent.port, intent]));
}

/** Has the firewall of a port changed in the back end: the old tag goes, the new one comes, beside whatever else is done. */
export async function recordFirewall(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  { port, profile, user }: { port: PortRow; profile: FirewallProfile; user: string | null },
): Promise<void> {
  const prefix = compute.settings.BACKEND_PREFIX_ID;
  const earlier = (await firewallsUnderWay(tx, server.id)).get(port.id);
  const { before, series } = earlier ?? { before: port.firewall, series: compute.ids.uuid() };
  const body = { port: port.id, before, series };
  const [old, wanted] = [tagOf(prefix, port, port.firewall), tagOf(prefix, port, profile)];
  if (old !== undefined && old !== wanted)
    await submit(compute, tx, server, { action: 'FIREWALL_OFF', user, body: { ...body, tag: old } });
  if (wanted !== undefined)
    await submit(compute, tx, server, { action: 'FIREWALL_ON', user, body: { ...body, tag: wanted } });
  await tx.ports.update(port.id, { firewall: profile, updated: compute.clock.now() });
}

async function submit(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  {
    action,
    user,
    body,
  }: { action: 'FIREWALL_ON' | 'FIREWALL_OFF'; user: string | null; body: FirewallIntent },
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
    body: JSON.stringify(body),
    created: now,
    updated: now,
  });
  await compute.submitJob.add(tx, { intent }, submission(intent, server.userId));
}

/**
 * A change of a firewall, whose intent is ended, has ended. When it was the last one under way and one of its series has
 * failed, the port has what the others have left in the back end, not what was asked for.
 */
export async function settleFirewall(
  { settings, clock }: Compute,
  tx: Store,
  intent: IntentRow,
): Promise<void> {
  const { port: id, before, series } = firewallIntent(intent);
  const port = (await tx.ports.of(intent.serverId)).find((each) => each.id === id);
  if (port === undefined || (await firewallsUnderWay(tx, intent.serverId)).has(id)) return;
  const changes = await tx.intents.ofSeries(intent.serverId, series);
  if (changes.every(({ state }) => state === 'done')) return;
  const first = tagOf(settings.BACKEND_PREFIX_ID, port, before);
  const tags = new Set(first === undefined ? [] : [first]);
  for (const { action, body } of changes.filter(({ state }) => state === 'done')) {
    const { tag } = FirewallIntent.parse(body);
    tags.delete(tag);
    if (action === 'FIREWALL_ON') tags.add(tag);
  }
  const last = [...tags].at(-1);
  // Where there was no tag, and is none, the profile is the setting's or none.
  const left = last === undefined ? (first === undefined ? before : 'DISABLED') : profileOfTag(last);
  await tx.ports.update(id, { firewall: left, updated: clock.now() });
}

const profileOfTag = (tag: string): string | null => profileOf(tag.slice(tag.lastIndexOf(':') + 1)) ?? null;

import type { Diagnostic, PasswordReply, Server } from '#contract/compute';
import { compute } from './services.ts';

export type { Diagnostic, Server };

/** All servers, or with `since` only those changed after it, deleted ones among them; `asOf` is the server's own clock. */
export async function listServers(since?: string): Promise<{ servers: Server[]; asOf: number }> {
  const { servers, date } = await compute.servers(since);
  return { servers, asOf: Date.parse(date ?? '') || Date.now() };
}

export type ServerAction = 'start' | 'shutdown' | 'reboot';

/** Orders an action; it is done when the server's task is cleared. A reboot asks the system itself. */
export function actOnServer(id: number, action: ServerAction): Promise<void> {
  return action === 'reboot' ? compute.act(id, action, { type: 'SOFT' }) : compute.act(id, action, {});
}

/** The way to a machine's screen; the ticket is good for one connection within 30 seconds. */
export async function openScreen(id: number): Promise<{ path: string; ticket: string }> {
  const { path = '', ticket = '' } = await compute.openConsole(id, 'vnc-ws');
  return { path, ticket };
}

/** The password that waits until it is kept, or null when none does. */
export async function readPassword(id: number): Promise<PasswordReply | null> {
  return (await compute.password(id)) ?? null;
}

import type { ConsoleReply, Diagnostic, PasswordReply, Server } from '#contract/compute';
import { call, callJson } from './http.ts';

export type { Diagnostic, Server };

const COMPUTE = '/cyclades/compute/v2.0';

/** All servers, or with `since` only those changed after it, deleted ones among them; `asOf` is the server's own clock. */
export async function listServers(since?: string): Promise<{ servers: Server[]; asOf: number }> {
  const query = since === undefined ? '' : `?changes-since=${encodeURIComponent(since)}`;
  const response = await call(`${COMPUTE}/servers/detail${query}`, { accept: [304] });
  const asOf = Date.parse(response.headers.get('date') ?? '') || Date.now();
  if (response.status === 304) return { servers: [], asOf };
  const { servers } = (await response.json()) as { servers: Server[] };
  return { servers, asOf };
}

export async function readServer(id: number): Promise<Server> {
  const { server } = await callJson<{ server: Server }>(`${COMPUTE}/servers/${id}`);
  return server;
}

export interface NewServer {
  name: string;
  flavorRef: number;
  imageRef: string;
  metadata?: Record<string, string>;
  project?: string;
  'SNF:key_names'?: string[];
}

/** Orders a server. Its password waits to be read by itself, so that no page has to carry it over. */
export async function createServer(wanted: NewServer): Promise<Server> {
  const { server } = await callJson<{ server: Server }>(`${COMPUTE}/servers`, {
    method: 'POST',
    json: { server: wanted },
  });
  return server;
}

export async function renameServer(id: number, name: string): Promise<void> {
  await call(`${COMPUTE}/servers/${id}`, { method: 'PUT', json: { server: { name } } });
}

export async function destroyServer(id: number): Promise<void> {
  await call(`${COMPUTE}/servers/${id}`, { method: 'DELETE' });
}

export type ServerAction = 'start' | 'shutdown' | 'reboot';

/** Orders an action; it is done when the server's task is cleared. */
export async function actOnServer(id: number, action: ServerAction): Promise<void> {
  const json = action === 'reboot' ? { reboot: { type: 'SOFT' } } : { [action]: {} };
  await call(`${COMPUTE}/servers/${id}/action`, { method: 'POST', json });
}

/** The way to a machine's screen; the ticket is good for one connection within 30 seconds. */
export async function openScreen(id: number): Promise<{ path: string; ticket: string }> {
  const answer = await callJson<ConsoleReply>(`${COMPUTE}/servers/${id}/action`, {
    method: 'POST',
    json: { console: { type: 'vnc-ws' } },
  });
  return answer.console;
}

/** The password that waits until it is kept, or null when none does. */
export async function readPassword(id: number): Promise<PasswordReply | null> {
  const response = await call(`${COMPUTE}/servers/${id}/password`, { accept: [404, 403, 400, 405, 501] });
  if (!response.ok) return null;
  return (await response.json()) as PasswordReply;
}

export async function forgetPassword(id: number): Promise<void> {
  await call(`${COMPUTE}/servers/${id}/password`, { method: 'DELETE', accept: [404] });
}

export function readDiagnostics(id: number): Promise<Diagnostic[]> {
  return callJson(`${COMPUTE}/servers/${id}/diagnostics`);
}

export async function setMetadata(id: number, key: string, value: string): Promise<void> {
  await call(`${COMPUTE}/servers/${id}/metadata/${encodeURIComponent(key)}`, {
    method: 'PUT',
    json: { meta: { [key]: value } },
  });
}

export async function removeMetadata(id: number, key: string): Promise<void> {
  await call(`${COMPUTE}/servers/${id}/metadata/${encodeURIComponent(key)}`, { method: 'DELETE' });
}

import type { ServerResponse } from 'node:http';
import type { Entrance } from './entrance.ts';
import type { BackRole } from './route-table.ts';

/** Answers how the cloud is, in words that tell a stranger nothing: names of roles and yes or no. */
export async function sendReadiness(
  response: ServerResponse,
  entrances: ReadonlyMap<BackRole, Entrance>,
): Promise<void> {
  const roles = await Promise.all(
    [...entrances].map(async ([role, entrance]) => ({ role, ready: await entrance.ready() })),
  );
  const ready = roles.every((entry) => entry.ready);
  sendJson(response, ready ? 200 : 503, { ready, roles: roles.map(({ role }) => role).sort() });
}

/** Sends a small document that nobody may keep. */
export function sendJson(response: ServerResponse, status: number, document: unknown): void {
  const body = JSON.stringify(document);
  response.writeHead(status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

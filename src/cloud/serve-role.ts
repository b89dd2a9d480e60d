import { rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { serveMetrics } from '#platform/telemetry/metrics-socket';
import type { RunningRole } from '#platform/service/role';
import type { RoleOutline } from '#platform/service/service-definition';
import type { DataDirectory } from './data-directory.ts';
import type { OpenCloud } from './open-cloud.ts';
import { listenerOf, listenForOthers, type RoleListener } from './role-listener.ts';
import { closeRoleServer, listenOnSocket } from './role-socket.ts';
import type { CloudSettings } from './settings.ts';

/** Where each role of this process listens for other machines; refused before anything is started. */
export function listenersOf(
  roles: readonly RoleOutline[],
  settings: CloudSettings,
): ReadonlyMap<string, RoleListener> {
  const named = roles.flatMap((role) => {
    const listener = listenerOf(role, settings);
    return listener === undefined ? [] : [[role.name, listener] as const];
  });
  return new Map(named);
}

/**
 * Other processes of this machine, the administration commands among them, reach a role through its socket; those of other
 * machines at the address it has.
 */
export async function serveBeside(
  name: string,
  role: RunningRole,
  { data, cloud, listener }: { data: DataDirectory; cloud: OpenCloud; listener: RoleListener | undefined },
): Promise<() => Promise<void>> {
  const path = join(data.run, `${name}.sock`);
  const served = {
    app: role.app!,
    secret: cloud.secrets.internal,
    trouble: () => cloud.readiness.troubleOf(name),
  };
  const servers: Server[] = [await listenOnSocket(path, served)];
  if (listener !== undefined) servers.push(await listenForOthers(listener, served));
  return async () => {
    await Promise.all(servers.map(closeRoleServer));
    rmSync(path, { force: true });
  };
}

/** Of a process none of whose roles serves its metrics: on a socket named for the first of them. */
export async function serveOwnMetrics(
  data: DataDirectory,
  cloud: OpenCloud,
  [first = 'database']: readonly string[],
): Promise<() => Promise<void>> {
  const server = await serveMetrics(join(data.run, `metrics-${first}.sock`), cloud.metrics);
  return () => server.close();
}

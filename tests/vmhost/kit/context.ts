import { realpath } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RAPI_USER } from '#contract/ganeti';
import type { InstanceConfig } from '#contract/instance-config';
import type { Bus, BusMessage } from '#platform/bus';
import { type Clock, systemClock } from '#platform/clock';
import { unwatchedDisk } from '#platform/disk-space';
import { type KillPoint, noKillPoint } from '#platform/faults';
import { randomIds } from '#platform/ids';
import type { Launcher } from '#platform/launcher';
import { type Logger, silentLog } from '#platform/telemetry/log';
import { createMetrics } from '#platform/telemetry/metrics';
import type { RoleContext, RoleSecrets } from '#platform/service/role';
import { Secret } from '#platform/secret';
import { readSettings } from '#platform/settings';
import { withDeadline } from '#platform/http/transport';
import { type LauncherProcess, startLauncher } from '#vmhost/launcher/process';
import { vmhostSettings } from '#vmhost/settings';

export const RAPI_ACCOUNT = { user: RAPI_USER, password: 'rapi-canary-secret' };

export interface VmhostSurroundings {
  dataDirectory: string;
  /** The data directory unless given. */
  runDirectory?: string;
  settings?: Record<string, unknown>;
  /** What compute answers for a one-time document, by the last word of its path; each is given once. */
  configs: Map<string, InstanceConfig>;
  publish(message: BusMessage): Promise<void>;
  killPoint?: KillPoint;
  log?: Logger;
  launcher?: Launcher;
  clock?: Clock;
}

/** The launcher as a root start has it, in a process of its own; an ordinary user has none. */
export async function testLauncher(dataDirectory: string): Promise<{ launcher?: LauncherProcess }> {
  if (process.getuid?.() !== 0) return {};
  return { launcher: startLauncher(await realpath(dataDirectory), { uid: 0, gid: 0 }) };
}

/** What the role is given when it stands alone: the real block store and disk, compute and the bus as far as it sees them. */
export function vmhostContext(surroundings: VmhostSurroundings): RoleContext {
  process.umask(0o077); // as the program does first of all
  const missing = (): never => {
    throw new Error('the hypervisor manager has no use for this');
  };
  return {
    settings: readSettings(vmhostSettings, { given: { VMHOST_SECRETS_GRACE: 0, ...surroundings.settings } }),
    baseUrl: 'http://127.0.0.1:8080',
    clock: surroundings.clock ?? systemClock,
    ids: randomIds,
    log: surroundings.log ?? silentLog,
    metrics: createMetrics(),
    killPoint: surroundings.killPoint ?? noKillPoint,
    dataDirectory: surroundings.dataDirectory,
    runDirectory: surroundings.runDirectory ?? surroundings.dataDirectory,
    databaseUrl: missing,
    sessionsUrl: missing,
    bus: async () => ({ publish: surroundings.publish }) as Bus,
    transportTo: () =>
      withDeadline(async (request) => {
        const key = request.path.split('/').at(-1) ?? '';
        const config = surroundings.configs.get(key);
        surroundings.configs.delete(key);
        return {
          status: config === undefined ? 404 : 200,
          headers: {},
          body: Readable.from([JSON.stringify(config ?? {})]),
        };
      }),
    localApp: () => undefined,
    doors: { segments: new Map(), upgrades: new Map() },
    localTroubles: async () => new Map(),
    disk: unwatchedDisk,
    secrets: { at: () => new Secret(RAPI_ACCOUNT.password) } as unknown as RoleSecrets,
    checkReplies: true,
    ...(surroundings.launcher === undefined ? {} : { launcher: surroundings.launcher }),
  };
}

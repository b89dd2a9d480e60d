import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Acting } from '#identity/domain/identity';
import { openIdentity } from '#identity/service';
import { identitySettings, type IdentitySettings } from '#identity/settings';
import { type Clock, systemClock } from '#platform/clock';
import { type KillPoint, noKillPoint } from '#platform/faults';
import { randomIds } from '#platform/ids';
import { Secret } from '#platform/secret';
import type { OpenService } from '#platform/service/role';
import { readSettings } from '#platform/settings';
import { silentLog } from '#platform/telemetry/log';

/* What processes that die need of the kit, and no more: to load the rest of it takes longer than they live. */

export const BASE_URL = 'http://127.0.0.1:8080';

/** Tokens of the standard components in tests. */
export const COMPONENT_TOKENS = {
  astakos: 'token-of-astakos-in-tests',
  cyclades: 'token-of-cyclades-in-tests',
  pithos: 'token-of-pithos-in-tests',
};

export interface StartOptions {
  settings?: Partial<IdentitySettings>;
  clock?: Clock;
  killPoint?: KillPoint;
  url?: string;
  dataDirectory?: string;
  /** Hashes of passwords cost what they cost in a cloud. */
  safePasswords?: boolean;
}

/** The rules of identity on a database, as a service opens them. */
export async function openForTest(options: StartOptions & { url: string }): Promise<OpenService<Acting>> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'identity-'));
  const opened = await openIdentity({
    settings: { ...readSettings(identitySettings, {}), ...options.settings },
    baseUrl: BASE_URL,
    clock: options.clock ?? systemClock,
    ids: randomIds,
    killPoint: options.killPoint ?? noKillPoint,
    log: silentLog,
    ...(options.safePasswords === true ? {} : { quickPasswords: true }),
    databaseUrl: () => options.url,
    dataDirectory,
    secrets: {
      component: () => new Secret(''),
      at: () => new Secret(''),
      sealingKey: new Secret('sealing key of the tests of identity'),
      internal: new Secret(''),
    },
  });
  return {
    service: opened.service,
    close: async () => {
      await opened.close();
      if (options.dataDirectory === undefined) rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** The pair of provisions of a change in a user's own project. */
export function pair(user: { uuid: string }, resource: string, quantity: bigint | number) {
  return [
    { holder: `user:${user.uuid}`, source: `project:${user.uuid}`, resource, quantity },
    { holder: `project:${user.uuid}`, source: null, resource, quantity },
  ];
}

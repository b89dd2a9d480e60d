import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { Clock } from '#platform/clock';
import { silentLog } from '#platform/telemetry/log';
import type { Logger } from '#platform/telemetry/log';
import { assembly } from '#cloud/assembly';
import { type DatabaseName, type RoleName, services } from '#cloud/roles';

import { Undo } from '#platform/undo';

import { type RunningCloud, startCloud as start } from '../../src/cloud/start-cloud.ts';
import { type Client, clientOf } from './client.ts';
import { createDatabase } from './database.ts';
import { People, type TestUser } from './people.ts';
import { freePort } from './free-port.ts';
import { quickDirectory } from './quick-directory.ts';

export interface TestCloudOptions {
  /** All but `vmhost` unless named: machines need a back end, simulated or real. */
  roles?: readonly RoleName[];
  /** Settings by name, as a settings file would give them. */
  settings?: Record<string, unknown>;
  clock?: Clock;
  log?: Logger;
  environment?: Record<string, string>;
  /** Services whose repeated work the test does itself. */
  withoutRepeatedWork?: readonly string[];
  /** Settings of addresses, given those of fresh databases; their own ones unless said. */
  addresses?(urls: Record<DatabaseName, string>): Record<string, string>;
}

/** A whole cloud in this process: real roles, real databases, a real gateway on a free port. */
export interface TestCloud {
  /** Of the gateway, without a final slash. */
  readonly url: string;
  readonly dataDirectory: string;
  /** What runs now; another object after `restart`. */
  running(): RunningCloud;
  databaseUrl(name: DatabaseName): string;
  /** Without a token. */
  readonly anonymous: Client;
  /** A new user who may sign in, with these limits in the own project (resource name to limit) beside the defaults. */
  user(options?: { email?: string; limits?: Record<string, bigint | number> }): Promise<TestUser>;
  /** A new project with these members and limits; answers its uuid. */
  project(
    name: string,
    members: readonly TestUser[],
    limits: Record<string, bigint | number>,
  ): Promise<string>;
  /** Sets what a user's own project grants of a resource. */
  limit(user: TestUser, resource: string, most: bigint): Promise<void>;
  /** The first administrator. */
  admin(): Promise<TestUser>;
  /** Stops everything, does what is to be done meanwhile, and starts it again on the same data. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
}

const DEFAULT_ROLES: readonly RoleName[] = assembly.roles
  .map(({ name }) => name as RoleName)
  .filter((name) => name !== 'vmhost');

const CLOUD = 'synnefo-cloud-';

/** Starts the roles on fresh databases and a fresh directory; all of it goes when the test is over. */
export async function startCloud(
  t: Pick<TestContext, 'after'>,
  options: TestCloudOptions = {},
): Promise<TestCloud> {
  // the runner calls what is registered first first; here the first made has to go last
  const undo = new Undo();
  t.after(() => undo[Symbol.asyncDispose]());
  const roles = options.roles ?? DEFAULT_ROLES;
  // disks of machines are large, and are opened past the page cache
  const onDisk = roles.includes('vmhost');
  const dataDirectory = onDisk ? mkdtempSync(join(tmpdir(), CLOUD)) : quickDirectory(CLOUD);
  undo.push(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const urls = await freshDatabases((drop) => undo.push(drop));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const launch = (): Promise<RunningCloud> =>
    start({
      dataDirectory,
      environment: { ...(options.addresses ?? addressesOf)(urls), ...options.environment },
      // also without a gateway: links are made from it
      given: { GATEWAY_HOST: '127.0.0.1', GATEWAY_PORT: port, BASE_URL: url, ...options.settings },
      parts: roles,
      log: options.log ?? silentLog,
      checkReplies: true,
      quickPasswords: true,
      repeatedWork: {
        // Whoever moves the clock, or says so, does the repeated work himself.
        without:
          options.clock === undefined
            ? (options.withoutRepeatedWork ?? [])
            : services.map(({ name }) => name),
        chance: () => 1,
      },
      ...(options.clock === undefined ? {} : { clock: options.clock }),
    });
  let running = await launch();
  const people = new People(() => running, url);
  const stop = async (): Promise<void> => {
    await people.close();
    await running.stop();
  };
  undo.push(stop);
  await people.registerComponents();
  return {
    url,
    dataDirectory,
    running: () => running,
    databaseUrl: (name) => urls[name],
    anonymous: clientOf(url),
    user: (wanted = {}) => people.make(wanted),
    project: (name, members, limits) => people.project(name, members, limits),
    limit: (user, resource, most) => people.setLimit(user.uuid, resource, most),
    admin: () => people.administrator(),
    restart: async (meanwhile) => {
      await stop();
      await meanwhile?.();
      running = await launch();
    },
  };
}

/** A database of its own for each that a service declares; `drop` is given what removes one. */
export async function freshDatabases(
  drop: (removal: () => Promise<void>) => void,
): Promise<Record<DatabaseName, string>> {
  const made = await Promise.all(
    assembly.databases.map(async ({ name }) => {
      const database = await createDatabase(name as DatabaseName);
      drop(() => database.drop());
      return [name, database.url] as const;
    }),
  );
  return Object.fromEntries(made) as Record<DatabaseName, string>;
}

/** The databases' addresses as settings. */
export function addressesOf(urls: Record<DatabaseName, string>): Record<string, string> {
  return Object.fromEntries(
    assembly.databases.map(({ name, setting }) => [setting, urls[name as DatabaseName]]),
  );
}

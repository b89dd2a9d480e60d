import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { identityApp } from '#identity/app';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import type { Acting } from '#identity/domain/identity';
import { declareComponent } from '#identity/domain/catalog/declare-component';
import { assembly } from '#cloud/assembly';
import { componentAt } from '#identity/domain/catalog/component-at';
import { openIdentity } from '#identity/service';
import { identitySettings, type IdentitySettings } from '#identity/settings';
import { type CallOptions, clientOver, type Reply } from '#kit/client';
import { createDatabase } from '#kit/database';
import { type Clock, systemClock } from '#platform/clock';
import { type KillPoint, noKillPoint } from '#platform/faults';
import { randomIds } from '#platform/ids';
import { silentLog } from '#platform/telemetry/log';
import type { OpenService } from '#platform/service/role';
import { Secret } from '#platform/secret';
import { readSettings } from '#platform/settings';
import { injectTransport } from '#platform/http/transport';

export const BASE_URL = 'http://127.0.0.1:8080';
export const PASSWORD = 'correct horse battery';

/** Tokens of the standard components in tests. */
export const COMPONENT_TOKENS = {
  astakos: 'token-of-astakos-in-tests',
  cyclades: 'token-of-cyclades-in-tests',
  pithos: 'token-of-pithos-in-tests',
};

export interface TestUser {
  id: bigint;
  uuid: string;
  email: string;
  token: string;
}

export interface TestIdentity {
  url: string;
  service: Acting;
  app: FastifyInstance;
  call(method: string, path: string, options?: TokenCallOptions): Promise<Reply>;
  user(email: string, names?: [string, string]): Promise<TestUser>;
}

export interface TokenCallOptions extends CallOptions {
  token?: string;
}

export interface StartOptions {
  settings?: Partial<IdentitySettings>;
  clock?: Clock;
  killPoint?: KillPoint;
  url?: string;
  dataDirectory?: string;
  /** Hashes of passwords cost what they cost in a cloud. */
  safePasswords?: boolean;
}

/** Identity with the standard components, on a database of its own, called without a socket. */
export async function startIdentity(
  t: Pick<TestContext, 'after'>,
  options: StartOptions = {},
): Promise<TestIdentity> {
  let url = options.url;
  if (url === undefined) {
    const database = await createDatabase('identity');
    t.after(() => database.drop());
    url = database.url;
  }
  const { service, close } = await openForTest({ ...options, url });
  const app = identityApp(service, { log: silentLog, checkReplies: true });
  const transport = injectTransport(app);
  t.after(async () => {
    await app.close();
    await close();
  });
  await declareComponents(service);
  return {
    url,
    service,
    app,
    call: (method, path, { token, body, headers = {} } = {}) =>
      clientOver(transport, token).call(method, path, {
        body,
        // text is JSON that a test wrote itself
        headers: typeof body === 'string' ? { 'content-type': 'application/json', ...headers } : headers,
      }),
    user: (email, names) => makeUser(service, email, names),
  };
}

/** What every start declares, with the tokens of tests. */
export async function declareComponents(service: Acting): Promise<void> {
  for (const component of assembly.components)
    await declareComponent(
      service,
      componentAt(BASE_URL, component),
      COMPONENT_TOKENS[component.name as keyof typeof COMPONENT_TOKENS],
    );
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

export async function makeUser(
  service: Acting,
  email: string,
  names: [string, string] = ['Ada', 'Example'],
): Promise<TestUser> {
  const created = await createUser(service, {
    email,
    firstName: names[0],
    lastName: names[1],
    password: PASSWORD,
  });
  const { newToken } = await changeAccount(service, created.uuid, {
    verify: true,
    accept: true,
    renewToken: true,
  });
  return { id: created.id, uuid: created.uuid, email, token: newToken!.token };
}

/** A limit in the ledger that no project says, as a fault would leave it. */
export async function forgeLimit(
  service: Acting,
  user: { uuid: string },
  resource: string,
  limit: bigint,
): Promise<void> {
  await service.store.transaction((tx) =>
    tx.holdings.setLimits([
      { holder: `user:${user.uuid}`, source: `project:${user.uuid}`, resource, limit },
      { holder: `project:${user.uuid}`, source: null, resource, limit },
    ]),
  );
}

/** The pair of provisions of a change in a user's own project. */
export function pair(user: { uuid: string }, resource: string, quantity: bigint | number) {
  return [
    { holder: `user:${user.uuid}`, source: `project:${user.uuid}`, resource, quantity },
    { holder: `project:${user.uuid}`, source: null, resource, quantity },
  ];
}

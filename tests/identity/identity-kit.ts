import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { identityApp } from '#identity/app';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import type { Acting } from '#identity/domain/identity';
import { declareComponent } from '#identity/domain/catalog/declare-component';
import { assembly } from '#cloud/assembly';
import { componentAt } from '#identity/domain/catalog/component-at';
import { type CallOptions, clientOver, type Reply } from '#kit/client';
import { createDatabase } from '#kit/database';
import { silentLog } from '#platform/telemetry/log';
import { injectTransport } from '#platform/http/transport';
import { BASE_URL, COMPONENT_TOKENS, openForTest, type StartOptions } from './open-identity.ts';

export const PASSWORD = 'correct horse battery';

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

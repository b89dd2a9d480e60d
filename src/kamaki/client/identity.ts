import { CommandError } from '#platform/commands/command-error';
import { Refusal } from '#contract/refusal';
import { asDocument } from './document.ts';
import type { Document } from './document.ts';
import { ServiceClient } from './service-client.ts';
import type { ClientContext } from './service-client.ts';

/** Logs in with the token (spec/identity 1.2) and answers the whole `access` document: user, token, catalog. */
export async function authenticate(url: string, context: ClientContext): Promise<Document> {
  const [first, ...others] = loginAddresses(url);
  let refusal: unknown;
  for (const address of [first, ...others]) {
    const identity = new ServiceClient(address, context);
    try {
      const reply = await identity.call({
        method: 'POST',
        path: '/tokens',
        json: { auth: { token: { id: context.token } } },
        expect: [200],
      });
      return asDocument(asDocument(reply.json(), 'the answer to the log-in')['access'], 'access');
    } catch (error) {
      if (!(error instanceof Refusal) || ![400, 404, 405].includes(error.status)) throw error;
      refusal ??= error;
    }
  }
  throw new CommandError(
    `${url} is not where a cloud logs in: take the address that its console shows (Keys & API access).`,
    { cause: refusal },
  );
}

/**
 * Where the log-in of a cloud can be: at the address itself when it names the version, else where this cloud keeps it below
 * its base address, so that the address a person sees in the browser is enough.
 */
export function loginAddresses(url: string): [string, ...string[]] {
  const address = url.replace(/\/+$/, '');
  if (/\/v\d+(?:\.\d+)?$/.test(address)) return [address];
  if (address.endsWith('/identity')) return [`${address}/v2.0`];
  return [`${address}/astakos/identity/v2.0`, `${address}/identity/v2.0`, address];
}

/** Quota, projects and the user directory (spec/identity 1.4, 1.6, 1.8). */
export class AccountClient extends ServiceClient {
  /** Project uuid -> resource -> limit, usage, pending of the user and of the project. */
  async quotas(): Promise<Document> {
    const reply = await this.call({ method: 'GET', path: '/quotas', expect: [200] });
    return asDocument(reply.json(), 'quotas');
  }

  async resources(): Promise<Document> {
    const reply = await this.call({ method: 'GET', path: '/resources', expect: [200] });
    return asDocument(reply.json(), 'resources');
  }

  async projects(): Promise<unknown> {
    const reply = await this.call({ method: 'GET', path: '/projects', expect: [200] });
    return reply.json();
  }

  /** Names of users by uuid; unknown ones are absent. */
  async names(uuids: readonly string[]): Promise<Document> {
    const reply = await this.call({ method: 'POST', path: '/user_catalogs', json: { uuids }, expect: [200] });
    return asDocument(asDocument(reply.json(), 'user_catalogs')['uuid_catalog'], 'uuid_catalog');
  }

  /** Uuids of users by name; unknown ones are absent. */
  async uuids(names: readonly string[]): Promise<Document> {
    const reply = await this.call({
      method: 'POST',
      path: '/user_catalogs',
      json: { displaynames: names },
      expect: [200],
    });
    return asDocument(
      asDocument(reply.json(), 'user_catalogs')['displayname_catalog'],
      'displayname_catalog',
    );
  }
}

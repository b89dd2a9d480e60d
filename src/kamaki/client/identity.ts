import type { Replies } from '#contract/client';
import { IdentityClient } from '#contract/identity-client';
import { Refusal } from '#contract/refusal';
import { CommandError } from '#platform/commands/command-error';
import { callsOf, type ClientContext } from './service-client.ts';

export type Access = Replies['access']['access'];

/** Logs in with the token (spec/identity 1.2): user, token, catalog. */
export async function authenticate(url: string, context: ClientContext): Promise<Access> {
  let refusal: unknown;
  for (const address of loginAddresses(url)) {
    const identity = new IdentityClient(...(await callsOf(address, context)));
    try {
      return (await identity.validate(context.token)).access;
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

import { timingSafeEqual } from 'node:crypto';
import type { AuditObject } from '#platform/audit/entry';
import { fail } from '../../errors.ts';
import type { Oauth2Client } from '../../store/programs.ts';
import { record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { plainAddress } from './redirect-target.ts';

/** A client to register. */
export interface NewClient {
  identifier: string;
  type: 'confidential' | 'public';
  secret: string | undefined;
  isTrusted: boolean;
  redirectUrls: readonly string[];
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);
const MOST_URLS = 100;

/** Registers a client. Its secret is kept as a hash that only this cloud can make (I5). */
export async function addClient(identity: Acting, client: NewClient): Promise<void> {
  const { identifier, type, isTrusted, secret = '' } = client;
  if (!/^[\x21-\x39\x3b-\x7e]{1,255}$/.test(identifier)) fail('client_name_malformed');
  const redirectUrls = client.redirectUrls.map((url) => checkedUrl(identity, url));
  if (redirectUrls.length === 0 || redirectUrls.length > MOST_URLS)
    fail('client_urls_missing', { most: MOST_URLS });
  if (type === 'confidential' && secret === '') fail('client_secret_missing');
  await identity.store.transaction(async (tx) => {
    const isNew = await tx.programs.insertClient({
      identifier,
      type,
      isTrusted,
      redirectUrls,
      secretHash: type === 'confidential' ? identity.sealedHash(`oauth2 client ${identifier}`, secret) : null,
      createdAt: identity.clock.now(),
    });
    if (!isNew) fail('client_exists', { client: identifier });
    const details = { type, trusted: isTrusted, urls: redirectUrls };
    await record(identity, tx, { action: 'client.add', object: clientObject(identifier), details });
  });
}

/** Codes travel to it: where the cloud itself is encrypted, over an encrypted connection or on the machine of the person. */
function checkedUrl({ baseUrl }: Identity, url: string): string {
  const place = plainAddress(url);
  if (place === undefined || place.query)
    fail('client_url_refused', { url, reason: 'it is no plain http(s) address' });
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && baseUrl.startsWith('https:') && !LOOPBACK.has(hostname))
    fail('client_url_refused', { url, reason: 'it is not encrypted' });
  return url;
}

/** Removes a client, by its number or name, with its codes and tokens. */
export function removeClient(identity: Acting, word: string): Promise<void> {
  return identity.store.transaction(async (tx) => {
    const gone = (await tx.programs.removeClient(word)) ?? fail('client_not_found', { client: word });
    await record(identity, tx, { action: 'client.remove', object: clientObject(gone.identifier) });
  });
}

/** A client in the audit. */
export function clientObject(identifier: string): AuditObject {
  return { kind: 'client', id: identifier, name: identifier };
}

/** Whether this is the secret of the client; of a public one, which has none, whether none was given. */
export function isSecretOf(identity: Identity, client: Oauth2Client, secret: string): boolean {
  if (client.secretHash === null) return secret === '';
  return timingSafeEqual(
    client.secretHash,
    identity.sealedHash(`oauth2 client ${client.identifier}`, secret),
  );
}

import { fail } from '../../errors.ts';
import type { BearerRow } from '../../store/tokens/bearers.ts';
import type { Component } from '../../store/catalog/catalog.ts';
import type { Identity } from '../identity.ts';
import { hashSecret, isSessionSecret } from './secrets.ts';

/** A user whose credential was checked, with the time until which it is good. */
export interface Bearer extends Omit<BearerRow, 'key' | 'expiresAt' | 'isActive'> {
  expiresAt: Date;
  /** By a session of the console, not by a token. */
  isSession: boolean;
}

/** What is said of a credential that nobody has. */
type Unknown = 'bad_token' | 'bad_token_in_body' | 'no_session';

/**
 * The user of a token or of a console session, read in one query and never cached here. Refuses in the order of
 * spec/identity 0.1: unknown, inactive, expired, latest terms not signed.
 */
export async function bearerOf(identity: Identity, secret: string, unknown?: Unknown): Promise<Bearer> {
  const bearer = await holderOf(identity, secret, unknown);
  return bearer.hasSignedTerms ? bearer : fail('terms_pending');
}

/** As `bearerOf`, also for who has the latest terms to sign: he may learn that, sign them, and log out. */
export async function holderOf(
  identity: Identity,
  secret: string,
  unknown: Unknown = 'bad_token',
): Promise<Bearer> {
  const { bearers } = identity.store;
  const secretHash = hashSecret(secret);
  const isSession = isSessionSecret(secret);
  const row = isSession ? await bearers.ofSession(secretHash) : await bearers.ofToken(secretHash);
  if (row === undefined) fail(unknown);
  if (!row.isActive) fail('user_inactive');
  if (row.expiresAt === null || row.expiresAt <= identity.clock.now()) fail('token_expired');
  if (isSession) identity.sessionUse.note(secretHash);
  return { ...row, expiresAt: row.expiresAt, isSession };
}

/** Those of the hashes whose token or session nobody can use any more, for whoever acts on it longer than one call. */
export async function endedCredentials(identity: Identity, hashes: readonly Buffer[]): Promise<Buffer[]> {
  const { bearers } = identity.store;
  const now = identity.clock.now();
  // The look-ups of many hashes are put together into few queries.
  const rows = await Promise.all(
    hashes.map(async (hash) => (await bearers.ofSession(hash)) ?? (await bearers.ofToken(hash))),
  );
  return hashes.filter((_hash, at) => {
    const row = rows[at];
    return row === undefined || !row.isActive || row.expiresAt === null || row.expiresAt <= now;
  });
}

/** The component of a token; a user's token is none (another table), and the other way round. */
export async function componentOf(identity: Identity, token: string): Promise<Component> {
  const component = await identity.store.bearers.ofComponent(hashSecret(token));
  if (component === undefined) fail('bad_token');
  if (component.tokenExpiresAt !== null && component.tokenExpiresAt <= identity.clock.now())
    fail('token_expired');
  return component;
}

/** First and last name with a blank between them, as every answer shows people. */
export function fullName({ firstName, lastName }: { firstName: string; lastName: string }): string {
  return `${firstName} ${lastName}`.trim();
}

import { hash, timingSafeEqual } from 'node:crypto';
import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import type { Oauth2Client, Oauth2Code } from '../../store/programs.ts';
import type { Identity } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';
import { randomText } from './authorization.ts';

/** What a client presents for a token. */
export interface Exchange {
  code: string;
  redirectUri: string | undefined;
  /** What the code's challenge was made of. */
  verifier: string | undefined;
}

export interface NewAccessToken {
  token: string;
  seconds: number;
}

/**
 * Gives a client a token for a code, once. A code that comes a second time ends what was given for it: one of the two who
 * had it is a thief (I19). Of a wrong exchange the code is used up as well.
 */
export async function exchangeCode(
  identity: Identity,
  client: Oauth2Client,
  exchange: Exchange,
): Promise<NewAccessToken> {
  const given = await identity.store.transaction(async ({ programs }) => {
    const code = await programs.lockCode(hashSecret(exchange.code));
    if (code === undefined || code.clientId !== client.id) return undefined;
    if (code.usedAt !== null) {
      await programs.removeTokensOf(code.id);
      return undefined;
    }
    const now = identity.clock.now();
    await programs.useCode(code.id, now);
    if (code.expiresAt <= now || !fits(code, exchange)) return undefined;
    const token = randomText(identity, identity.settings.OAUTH2_TOKEN_LENGTH);
    const seconds = identity.settings.OAUTH2_TOKEN_EXPIRES;
    await programs.insertToken({
      tokenHash: hashSecret(token),
      codeId: code.id,
      expiresAt: new Date(now.getTime() + seconds * 1000),
    });
    return { token, seconds };
  });
  return given ?? fail('oauth2_refused', { reason: 'The code is not valid.' });
}

function fits({ redirectUri, challenge }: Oauth2Code, exchange: Exchange): boolean {
  if (exchange.redirectUri !== redirectUri) return false;
  if (challenge === null) return exchange.verifier === undefined;
  const { verifier = '' } = exchange;
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return false;
  return timingSafeEqual(Buffer.from(hash('sha256', verifier, 'base64url')), Buffer.from(challenge));
}

/** Whom an access token stands for at an address; refused where it is unknown, over, or of another scope. */
export async function accessTokenHolder(
  { store, clock }: Identity,
  token: string,
  belongsTo: string,
): Promise<{ user: User; expiresAt: Date; roles: { id: string; name: string }[] }> {
  const holder = await store.programs.holder(hashSecret(token));
  if (holder === undefined || holder.expiresAt <= clock.now() || !belongsTo.startsWith(holder.scope))
    fail('access_token_not_found');
  const user = await store.accounts.byId(holder.userId);
  if (user === undefined || !user.isActive) fail('access_token_not_found');
  return { user, expiresAt: holder.expiresAt, roles: await store.groups.rolesOf(user.id) };
}

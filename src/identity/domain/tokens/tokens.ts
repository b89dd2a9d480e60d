import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { hashSecret, SECRET_BYTES } from './secrets.ts';

const HOUR_MS = 3_600_000;

/** A token as it is told to its owner, once. */
export interface NewToken {
  token: string;
  expiresAt: Date;
}

/** When the token of a user ends, or has ended; null when there is none. */
export async function tokenEnd(identity: Identity, userId: bigint): Promise<Date | null> {
  return (await identity.store.accounts.byId(userId))?.tokenExpiresAt ?? null;
}

/**
 * Gives a user a new token; the one before it stops working at once, as does what programs were given by OAuth2. Only its
 * hash is kept (I5).
 */
export async function renewToken(
  identity: Acting,
  user: { id: bigint; uuid: string; email: string },
): Promise<NewToken> {
  const token = identity.ids.secret(SECRET_BYTES);
  const now = identity.clock.now();
  const expiresAt = new Date(now.getTime() + identity.settings.ASTAKOS_AUTH_TOKEN_DURATION * HOUR_MS);
  await identity.store.transaction(async (tx) => {
    await tx.accounts.update(user.id, {
      tokenHash: hashSecret(token),
      tokenCreatedAt: now,
      tokenExpiresAt: expiresAt,
      updatedAt: now,
    });
    await tx.programs.removeOfUser(user.id);
    await record(identity, tx, {
      action: 'account.token',
      object: accountObject(user),
      details: { expires: expiresAt.toISOString() },
    });
  });
  return { token, expiresAt };
}

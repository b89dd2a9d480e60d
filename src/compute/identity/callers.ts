import { createHash } from 'node:crypto';
import { IdentityCallError, type IdentityClient } from '#contract/identity-client';
import type { Clock } from '#platform/clock';
import { error } from '../errors.ts';

/** Who asks: a user with a valid token (spec/compute-api 0.3). */
export interface Caller {
  user: string;
  /** Projects the user is a member of, the own one included. */
  projects: readonly string[];
  /** Charged when a request names none. */
  defaultProject: string;
  groups: readonly string[];
  /** SHA-256 of the token or session that was presented, base64url: what is kept open ends with it. */
  credential: string;
}

/** What is revoked is refused everywhere within this time (I7). */
const CACHE_MS = 15_000;
const CACHE_SIZE = 10_000;
const DEADLINE_MS = 10_000;

/** Finds the caller behind a token. A fresh answer is used again for reading calls only. */
export interface Callers {
  callerOf(token: string, options: { mayBeCached: boolean }): Promise<Caller>;
}

/** Asks identity, and remembers answers by the hash of the token. */
export function identityCallers(client: IdentityClient, clock: Clock): Callers {
  const cache = new Map<string, { caller: Caller; until: number }>();
  return {
    callerOf: async (token, { mayBeCached }) => {
      const key = createHash('sha256').update(token).digest('base64url');
      const known = cache.get(key);
      if (mayBeCached && known !== undefined && known.until > clock.monotonic()) return known.caller;
      cache.delete(key);
      const caller = { ...(await validate(client, token)), credential: key };
      if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value!);
      cache.set(key, { caller, until: clock.monotonic() + CACHE_MS });
      return caller;
    },
  };
}

async function validate(client: IdentityClient, token: string): Promise<Omit<Caller, 'credential'>> {
  try {
    const { access } = await client.validate(token, { signal: AbortSignal.timeout(DEADLINE_MS) });
    return {
      user: access.user.id,
      projects: access.user.projects,
      defaultProject: access.token.tenant.id,
      groups: access.user.roles.map(({ name }) => name),
    };
  } catch (thrown) {
    const refused = thrown instanceof IdentityCallError && (thrown.status === 401 || thrown.status === 400);
    throw error(refused ? 'bad_token' : 'identity_down', {}, { cause: thrown });
  }
}

import type { IdentityClient } from '#contract/identity-client';
import { type ComponentClient } from '#contract/component-client';
import { Refusal } from '#contract/refusal';
import { Callers } from '#platform/callers';
import type { Clock } from '#platform/clock';
import { ServiceError } from '#platform/errors';
import type { QuotaWords } from '#platform/quota/quota-holder';
import { shortagesOf } from '#platform/quota/shortages-of';
import { type AccountQuota, type IdentityService, RESOURCE } from '../domain/identity-service.ts';
import { error } from '../errors.ts';

/** A call that takes longer is an outage of identity. */
export const DEADLINE_MS = 5000;
const RETRY_AFTER = { 'retry-after': '5' };

/** Identity over its contract. Its refusals become this service's errors, its outages 503. */
export function identityService(
  users: IdentityClient,
  component: ComponentClient,
  clock: Clock,
): IdentityService {
  const callers = new Callers(users, clock, {
    badToken: (reason, cause) => error('bad_token', { reason }, { cause }),
    termsPending: (cause) => error('terms_pending', {}, { cause }),
    away,
  });
  return {
    personOf: (token, { anew = false } = {}) => callers.callerOf(token, { anew }),
    quotaOf: (account) => quotaOf(component, account),
    async known(ids) {
      const catalog = await guarded(() => component.userCatalogs({ uuids: [...ids] }, deadline()));
      return new Set(Object.keys(catalog.uuid_catalog));
    },
    endedOf: (credentials, signal) => component.endedCredentials([...credentials], { signal }),
    async mailOf(user) {
      const catalog = await guarded(() => component.userCatalogs({ uuids: [user] }, deadline()));
      return catalog.uuid_catalog[user];
    },
  };
}

function deadline(): { signal: AbortSignal } {
  return { signal: AbortSignal.timeout(DEADLINE_MS) };
}

/** Runs a call; whatever is not an answer of identity is an outage. */
async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw thrown instanceof ServiceError ? thrown : away(thrown);
  }
}

function away(cause: unknown): ServiceError {
  // Identity is there and did not understand us: that is a fault here, and waiting does not mend it.
  if (cause instanceof Refusal && cause.status === 400) return error('internal', {}, { cause });
  return error('identity_unavailable', {}, { cause, headers: RETRY_AFTER });
}

function quotaOf(component: ComponentClient, account: string): Promise<AccountQuota> {
  return guarded(async () => {
    const quota: AccountQuota = new Map();
    try {
      const reply = await component.serviceQuotas({ users: [account] }, deadline());
      for (const [project, resources] of Object.entries(reply[account] ?? {})) {
        const space = resources[RESOURCE];
        if (space === undefined) continue;
        const { usage, pending, limit } = space;
        quota.set(project, { usage, pending, limit });
      }
    } catch (thrown) {
      if (!(thrown instanceof Refusal && thrown.status === 404)) throw thrown;
    }
    return quota;
  });
}

/** How object storage says what its quota holder refuses. */
export const quotaWords: QuotaWords = {
  overLimit: (refusal, cause) =>
    error(
      'quota_exceeded',
      { limit: refusal?.limit ?? 0n, usage: refusal?.usage ?? 0n },
      { cause, headers: shortagesOf(cause) },
    ),
  notInProject: (project, cause) => error('project_refused', { project }, { cause }),
  away,
};

import {
  type ComponentClient,
  IdentityCallError,
  IdentityClient,
  provisionPair,
} from '#contract/identity-client';
import type { Transport } from '#contract/transport';
import { Callers } from '#platform/callers';
import type { Clock } from '#platform/clock';
import { ServiceError } from '#platform/errors';
import type { Ids } from '#platform/ids';
import type { Secret } from '#platform/secret';
import {
  type AccountQuota,
  type IdentityService,
  type Provision,
  ReleaseTooEarly,
} from '../domain/identity-service.ts';
import { error } from '../errors.ts';

/** The resource that object storage charges. */
const RESOURCE = 'pithos.diskspace';
/** A call that takes longer is an outage of identity. */
const DEADLINE_MS = 5000;
const RETRY_AFTER = { 'retry-after': '5' };

export interface IdentityServiceOptions {
  transport: Transport;
  componentToken: Secret;
  clock: Clock;
  ids: Ids;
}

/** Identity over its contract. Its refusals become this service's errors, its outages 503. */
export function identityService(options: IdentityServiceOptions): IdentityService {
  const users = new IdentityClient(options.transport);
  const callers = new Callers(users, options.clock, {
    badToken: (reason, cause) => error('bad_token', { reason }, { cause }),
    away: (cause) => error('identity_unavailable', {}, { cause, headers: RETRY_AFTER }),
  });
  const component = users.asComponent(options.componentToken.reveal());
  return {
    personOf: (token, { anew = false } = {}) => callers.callerOf(token, { anew }),
    quotaOf: (account) => quotaOf(component, account),
    issue: (provisions, name) => issue(component, options.ids, provisions, name),
    async resolve({ accept = [], reject = [] }) {
      if (accept.length + reject.length === 0) return;
      await guarded(() =>
        component.resolveCommissions({ accept: [...accept], reject: [...reject] }, deadline()),
      );
    },
    pending: () => guarded(() => component.pendingCommissions(deadline())),
    async issuedAt(serial) {
      const commission = await guarded(() => component.commission(serial, deadline()));
      return commission === undefined ? undefined : Date.parse(commission.issue_time);
    },
    async known(ids) {
      const catalog = await guarded(() => component.userCatalogs({ uuids: [...ids] }, deadline()));
      return new Set(Object.keys(catalog.uuid_catalog));
    },
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
    if (thrown instanceof ServiceError || thrown instanceof ReleaseTooEarly) throw thrown;
    // Identity is there and did not understand us: that is a fault here, and waiting does not mend it.
    if (thrown instanceof IdentityCallError && thrown.status === 400)
      throw error('internal', {}, { cause: thrown });
    throw error('identity_unavailable', {}, { cause: thrown, headers: RETRY_AFTER });
  }
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
      if (!(thrown instanceof IdentityCallError && thrown.status === 404)) throw thrown;
    }
    return quota;
  });
}

function issue(
  component: ComponentClient,
  ids: Ids,
  provisions: readonly Provision[],
  name: string,
): Promise<bigint> {
  const pairs = provisions.flatMap(({ account, project, bytes }) =>
    provisionPair({ user: account, project, resource: RESOURCE, quantity: bytes }),
  );
  return guarded(async () => {
    try {
      return await component.issueCommission(
        { name, provisions: pairs, idempotencyKey: ids.uuid() },
        deadline(),
      );
    } catch (thrown) {
      throw refusal(thrown, provisions);
    }
  });
}

function refusal(thrown: unknown, provisions: readonly Provision[]): unknown {
  if (!(thrown instanceof IdentityCallError)) return thrown;
  const { status, refusal: data } = thrown;
  if (status === 404)
    return error('project_refused', { project: provisions[0]?.project ?? '' }, { cause: thrown });
  if (status !== 413 || data === undefined) return thrown;
  if (data.name === 'NoQuantityError') return new ReleaseTooEarly(thrown.message, { cause: thrown });
  return error('quota_exceeded', { limit: data.limit ?? 0n, usage: data.usage ?? 0n }, { cause: thrown });
}

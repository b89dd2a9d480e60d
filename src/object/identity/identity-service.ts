import { createHash } from 'node:crypto';
import {
  type ComponentClient,
  IdentityCallError,
  IdentityClient,
  provisionPair,
} from '#contract/identity-client';
import type { Transport } from '#contract/transport';
import type { Clock } from '#platform/clock';
import { ServiceError } from '#platform/errors';
import type { Ids } from '#platform/ids';
import type { Secret } from '#platform/secret';
import {
  type AccountQuota,
  type Caller,
  type IdentityService,
  type Provision,
  ReleaseTooEarly,
} from '../domain/object-storage.ts';
import { error } from '../errors.ts';

/** The resource that object storage charges. */
const RESOURCE = 'pithos.diskspace';
/** A call that takes longer is an outage of identity. */
const DEADLINE_MS = 5000;
/** A revoked token may live this long here; a token is asked about once in that time. */
const TOKEN_LIFE_MS = 10_000;
const TOKENS_KEPT = 10_000;
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
  const component = users.asComponent(options.componentToken.reveal());
  return {
    personOf: tokenCache(options.clock, (token) => validate(users, token)),
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

function validate(users: IdentityClient, token: string): Promise<Caller> {
  return guarded(async () => {
    try {
      const { access } = await users.validate(token, deadline());
      return { user: access.user.id };
    } catch (thrown) {
      if (thrown instanceof IdentityCallError && (thrown.status === 401 || thrown.status === 400)) {
        throw error('bad_token', { reason: thrown.message }, { cause: thrown });
      }
      throw thrown;
    }
  });
}

/** Remembers who holds a token, by its hash, and joins questions about one token that come at the same time. */
function tokenCache(
  clock: Clock,
  ask: (token: string) => Promise<Caller>,
): (token: string) => Promise<Caller> {
  const known = new Map<string, { caller: Promise<Caller>; until: number }>();
  return (token) => {
    const key = createHash('sha256').update(token).digest('base64');
    const now = clock.monotonic();
    const hit = known.get(key);
    if (hit !== undefined && hit.until > now) return hit.caller;
    const caller = ask(token);
    const entry = { caller, until: now + TOKEN_LIFE_MS };
    known.delete(key);
    known.set(key, entry);
    caller.catch(() => {
      if (known.get(key) === entry) known.delete(key);
    });
    if (known.size > TOKENS_KEPT) known.delete(known.keys().next().value ?? '');
    return caller;
  };
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

import { quotaRefusalOf, type ComponentClient } from '#contract/component-client';
import { Refusal } from '#contract/refusal';
import type { QuotaRefusal } from '#contract/identity';
import { ServiceError } from '../errors.ts';
import { type Charge, provisionsOf } from './charge.ts';

/** Long enough for a commission that waits for others on the same holdings. */
const DEADLINE_MS = 20_000;

/** What a service asks of its quota. A refusal is thrown as the service says it. */
export interface WantedCommission {
  /** What it is for, for administrators. */
  name: string;
  charges: readonly Charge[];
  /** The same for every attempt at the same change: a repeated call finds the commission of the first. */
  key: string;
  /** Whatever the limits say, where the component may. */
  force?: boolean;
  /** Charged at once, without a second phase. */
  accepted?: boolean;
  signal?: AbortSignal | undefined;
}

/** A commission of this service that is neither accepted nor rejected. */
export interface PendingCommission {
  serial: bigint;
  issuedAt: Date;
}

/** A user's or a project's counter, as the quota holder has it. */
export interface Counter {
  /** Null for a project's own counter. */
  user: string | null;
  project: string;
  resource: string;
  usage: bigint;
  pending: bigint;
}

/** The quota holder, as the ledger of a service needs it. */
export interface QuotaHolder {
  issue(wanted: WantedCommission): Promise<bigint>;
  /** Ends commissions. Those that are ended already count as ended; they are in the answer. */
  resolve(decided: {
    accept?: readonly bigint[];
    reject?: readonly bigint[];
    signal?: AbortSignal | undefined;
  }): Promise<{ failed: bigint[] }>;
  /** All that are pending, smallest serial first. */
  pending(): Promise<PendingCommission[]>;
  counters(filter: { user?: string; project?: string }): Promise<Counter[]>;
  /** The service's own error for a holder that does not answer. */
  away(cause: unknown): Error;
}

/** What a service says when a charge is refused: its own errors. */
export interface QuotaWords {
  overLimit(refusal: QuotaRefusal | undefined, cause: Refusal): Error;
  /** The user may not draw from the project. */
  notInProject(project: string, cause: Refusal): Error;
  /** The holder did not answer, or not as agreed. */
  away(cause: unknown): Error;
}

/** More is given back than is surely held: what took it is not accepted yet, which happens in a moment. */
export class ReleaseTooEarly extends Error {
  override name = 'ReleaseTooEarly';
}

/**
 * The holder did not answer, so that no commission can be issued now. False when it answered with a refusal of this one, which
 * a user also sees as a service that is away: more given back than is held, a key that another commission has, too many calls.
 */
export function isUnanswered(thrown: unknown): boolean {
  if (!(thrown instanceof ServiceError) || thrown.status !== 503) return false;
  const { cause } = thrown;
  return !(cause instanceof ReleaseTooEarly || (cause instanceof Refusal && cause.status < 500));
}

/** Identity as the quota holder of one component. */
export function quotaHolder(
  client: ComponentClient,
  words: QuotaWords,
  deadlineMs = DEADLINE_MS,
): QuotaHolder {
  const within = (signal?: AbortSignal) => ({ signal: signal ?? AbortSignal.timeout(deadlineMs) });
  const guarded = async <T>(call: Promise<T>): Promise<T> => {
    try {
      return await call;
    } catch (thrown) {
      throw words.away(thrown);
    }
  };
  return {
    async issue({ name, charges, key, force = false, accepted = false, signal }) {
      const wanted = {
        name,
        provisions: provisionsOf(charges),
        force,
        autoAccept: accepted,
        idempotencyKey: key,
      };
      try {
        return await client.issueCommission(wanted, within(signal));
      } catch (thrown) {
        throw refusalOf(thrown, charges, words);
      }
    },
    async resolve({ accept = [], reject = [], signal }) {
      if (accept.length + reject.length === 0) return { failed: [] };
      const wanted = { accept: [...accept], reject: [...reject] };
      const { failed } = await guarded(client.resolveCommissions(wanted, within(signal)));
      return { failed: failed.map(([serial]) => serial) };
    },
    pending: () => guarded(allPending(client, within)),
    counters: (filter) => guarded(countersOf(client, filter, within)),
    away: (cause) => words.away(cause),
  };
}

function refusalOf(thrown: unknown, charges: readonly Charge[], words: QuotaWords): Error {
  if (!(thrown instanceof Refusal)) return words.away(thrown);
  const { status } = thrown;
  const refusal = quotaRefusalOf(thrown);
  if (status === 413 && refusal?.name === 'NoQuantityError')
    return new ReleaseTooEarly(thrown.message, { cause: thrown });
  if (status === 413) return words.overLimit(refusal, thrown);
  if (status === 404) return words.notInProject(projectOf(refusal, charges), thrown);
  return words.away(thrown);
}

function projectOf(refusal: QuotaRefusal | undefined, charges: readonly Charge[]): string {
  const tagged = refusal?.provision.source ?? refusal?.provision.holder;
  return tagged?.startsWith('project:') === true
    ? tagged.slice('project:'.length)
    : (charges[0]?.project ?? '');
}

async function allPending(
  client: ComponentClient,
  within: () => { signal: AbortSignal },
): Promise<PendingCommission[]> {
  const found: PendingCommission[] = [];
  for (;;) {
    const page = await client.pendingWithTimes({ after: found.at(-1)?.serial ?? 0n }, within());
    found.push(
      ...page.commissions.map(({ serial, issue_time }) => ({ serial, issuedAt: new Date(issue_time) })),
    );
    if (!page.more) return found;
  }
}

async function countersOf(
  client: ComponentClient,
  { user, project }: { user?: string; project?: string },
  within: () => { signal: AbortSignal },
): Promise<Counter[]> {
  const projects = project === undefined ? {} : { projects: [project] };
  const filter = { ...projects, ...(user === undefined ? {} : { users: [user] }) };
  const [users, own] = await Promise.all([
    orNothing(client.serviceQuotas(filter, within())),
    orNothing(client.projectQuotas(projects.projects, within())),
  ]);
  const counters: Counter[] = [];
  for (const [holder, byProject] of Object.entries(users))
    for (const [source, resources] of Object.entries(byProject))
      for (const [resource, { usage, pending }] of Object.entries(resources))
        counters.push({ user: holder, project: source, resource, usage, pending });
  for (const [source, resources] of Object.entries(own))
    for (const [resource, quota] of Object.entries(resources)) {
      const { project_usage: usage, project_pending: pending } = quota;
      counters.push({ user: null, project: source, resource, usage, pending });
    }
  return counters;
}

/** Identity answers 404 where the ones asked for have no counter. */
async function orNothing<T extends object>(call: Promise<T>): Promise<T | Record<string, never>> {
  try {
    return await call;
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.status === 404) return {};
    throw thrown;
  }
}

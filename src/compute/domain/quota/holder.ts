import type { Provision } from '#contract/identity';
import { type ComponentClient, IdentityCallError } from '#contract/identity-client';
import { error } from '../../errors.ts';

/** The quota holder, as far as compute needs it. Refusals are thrown as errors of compute. */
export interface Quota {
  /** `key` makes a repeated request find the commission of the first. */
  issue(request: { name: string; provisions: Provision[]; force: boolean; key: string }): Promise<bigint>;
  /** Serials that were resolved before count as done. */
  resolve(decided: { accept: bigint[]; reject: bigint[] }): Promise<void>;
  /** Serials of ours that are not resolved. */
  pending(): Promise<bigint[]>;
  /** When it was issued; undefined when it is resolved already. */
  issuedAt(serial: bigint): Promise<Date | undefined>;
}

/** Long enough for a commission that waits for others on the same holdings. */
const DEADLINE_MS = 20_000;

/** The quota holder of identity. A refusal keeps identity's words; any other failure is an outage. */
export function identityQuota(client: ComponentClient): Quota {
  const deadline = () => ({ signal: AbortSignal.timeout(DEADLINE_MS) });
  return {
    issue: async ({ name, provisions, force, key }) => {
      try {
        return await client.issueCommission({ name, provisions, force, idempotencyKey: key }, deadline());
      } catch (thrown) {
        throw refusalOf(thrown);
      }
    },
    resolve: async (decided) => {
      await client.resolveCommissions(decided, deadline());
    },
    pending: () => client.pendingCommissions(deadline()),
    issuedAt: async (serial) => {
      const commission = await client.commission(serial, deadline());
      return commission === undefined ? undefined : new Date(commission.issue_time);
    },
  };
}

function refusalOf(thrown: unknown): Error {
  if (!(thrown instanceof IdentityCallError)) return error('identity_unavailable', {}, { cause: thrown });
  if (thrown.status === 413)
    return error('quota_exceeded', { message: thrown.message }, { data: detailsOf(thrown) });
  if (thrown.status === 404) {
    const project = thrown.refusal?.provision.source ?? thrown.refusal?.provision.holder ?? '';
    return error('not_in_project', { project: project.replace(/^project:/, '') }, { cause: thrown });
  }
  return error('identity_unavailable', {}, { cause: thrown });
}

function detailsOf({ refusal }: IdentityCallError): string {
  if (refusal === undefined) return '';
  const { provision, limit, usage } = refusal;
  return `Resource: ${provision.resource}, Requested: ${provision.quantity}, Limit: ${limit ?? 0n}, Usage: ${usage ?? 0n}`;
}

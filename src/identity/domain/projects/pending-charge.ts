import { fail, isRefusal } from '../../errors.ts';
import { type Charge, provisionsOf, sumOf } from '#platform/quota/charge';
import type { Application } from '../../store/projects/applications.ts';
import type { Store } from '../../store/store.ts';
import { chargeAtOnce } from '../quota/charge-at-once.ts';
import type { Identity } from '../identity.ts';

/** Each application that waits for a decision is one of these, in the applicant's own project (spec/identity 2.6). */
export const PENDING_APPLICATIONS = 'astakos.pending_app';

/**
 * Charges a new application and gives back those that it replaces, in the caller's transaction. Refused with 409 where the
 * applicant has too many; `force` is for administrators of projects.
 */
export async function chargeApplication(
  identity: Identity,
  tx: Store,
  applicantId: bigint,
  replaced: readonly Application[],
  force: boolean,
): Promise<void> {
  const uuids = await uuidsOf(tx, [applicantId, ...replaced.map((each) => each.applicantId)]);
  const charges = [
    one(uuids.get(applicantId)!, 1n),
    ...replaced.map((each) => one(uuids.get(each.applicantId)!, -1n)),
  ];
  try {
    await chargeAtOnce(identity, tx, {
      name: 'application',
      provisions: provisionsOf(sumOf(charges)),
      force,
    });
  } catch (thrown) {
    if (!isRefusal(thrown, 'no_capacity')) throw thrown;
    fail('too_many_applications', { limit: (thrown.data as { limit: bigint }).limit }, { cause: thrown });
  }
}

/** Gives back what an application was charged, once it does not wait any more. */
export async function releaseApplication(
  identity: Identity,
  tx: Store,
  { applicantId }: Application,
): Promise<void> {
  const uuids = await uuidsOf(tx, [applicantId]);
  const provisions = provisionsOf([one(uuids.get(applicantId)!, -1n)]);
  await chargeAtOnce(identity, tx, { name: 'decision', provisions, force: false });
}

function one(user: string, quantity: bigint): Charge {
  return { user, project: user, resource: PENDING_APPLICATIONS, quantity };
}

async function uuidsOf({ accounts }: Store, ids: readonly bigint[]): Promise<Map<bigint, string>> {
  return new Map((await accounts.byIds([...new Set(ids)])).map(({ id, uuid }) => [id, uuid]));
}

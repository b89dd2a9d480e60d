import { type Charge, provisionsOf } from '#platform/quota/charge';
import type { Charged, UsageFilter } from '#platform/quota/differences';
import { fail } from '../../errors.ts';
import type { Identity } from '../identity.ts';
import { PENDING_APPLICATIONS } from '../projects/pending-charge.ts';
import { OWN_COMPONENT } from './charge-at-once.ts';
import { issueCommission } from './issue-commission.ts';
import { untagged } from './quotas.ts';

/**
 * What identity has charged of its own resources: `astakos.pending_app`. It counts in the same database that it charges, in
 * one transaction, so that it needs no ledger. Refused while its component is not registered.
 */
export async function ownCharges(identity: Identity): Promise<Charged> {
  const { store, ids } = identity;
  const component =
    (await store.catalog.byName(OWN_COMPONENT)) ?? fail('component_not_found', { component: OWN_COMPONENT });
  const resources = await store.catalog.resourcesOf(component.id);
  return {
    ids,
    correcting: async () => [],
    holder: {
      async counters({ user, project }) {
        const projects = project === undefined ? undefined : [project];
        const users = await store.holdings.ofUsers(
          resources,
          user === undefined ? undefined : [user],
          projects,
        );
        const own = await store.holdings.ofProjects(resources, projects);
        return [...users, ...own].map(({ holder, source, resource, usageMin, usageMax }) => ({
          user: source === null ? null : untagged(holder),
          project: untagged(source ?? holder),
          resource,
          usage: usageMax,
          pending: usageMax - usageMin,
        }));
      },
      issue: ({ name, charges, key, force = false, accepted = false }) =>
        issueCommission(identity, component, {
          name,
          provisions: provisionsOf(charges),
          force,
          autoAccept: accepted,
          idempotencyKey: key,
          body: '',
        }),
    },
  };
}

/** What identity's rows say is used of its own resources: applications that wait, in the applicants' own projects. */
export async function ownUsage({ store }: Identity, { user, project }: UsageFilter): Promise<Charge[]> {
  if (user !== undefined && (await store.accounts.acceptedAfter(0n, 1, user)).length === 0)
    fail('user_not_found', { user });
  const waiting = await store.applications.pendingByApplicant(user ?? project);
  return waiting
    .filter((each) => project === undefined || each.user === project)
    .map((each) => ({
      ...{ user: each.user, project: each.user },
      ...{ resource: PENDING_APPLICATIONS, quantity: each.count },
    }));
}

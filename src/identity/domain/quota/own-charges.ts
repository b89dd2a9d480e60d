import { type Charge, provisionsOf } from '#platform/quota/charge';
import type { Charged, UsageFilter } from '#platform/quota/differences';
import { fail } from '../../errors.ts';
import type { Identity } from '../identity.ts';
import { issueCommission } from './issue-commission.ts';
import { untagged } from './quotas.ts';

/** The component that identity's own resources belong to. */
const OWN = 'astakos';

/**
 * What identity has charged of its own resources: `astakos.pending_app`. It counts in the same database that it charges, in
 * one transaction, so that it needs no ledger. Refused while its component is not registered.
 */
export async function ownCharges(identity: Identity): Promise<Charged> {
  const { store, ids } = identity;
  const component = (await store.catalog.byName(OWN)) ?? fail('component_not_found', { component: OWN });
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

/** What identity's rows say is used of its own resources: nothing, as long as there are no applications. */
export async function ownUsage({ store }: Identity, { user }: UsageFilter): Promise<Charge[]> {
  if (user !== undefined && (await store.accounts.acceptedAfter(0n, 1, user)).length === 0)
    fail('user_not_found', { user });
  return [];
}

import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import type { HoldingKey } from './provision.ts';
import { initializedStates, memberStates, projectState } from '../states.ts';

/** Holder and source texts of the ledger. */
export const userHolder = (uuid: string): string => `user:${uuid}`;
export const projectHolder = (uuid: string): string => `project:${uuid}`;

/** Which of the limits of projects are derived; all where nothing is said. */
export interface DerivedPart {
  resources?: readonly string[];
  /** Numbers of users. */
  members?: readonly bigint[];
}

export interface DerivedLimit extends HoldingKey {
  limit: bigint;
}

/**
 * Sets the limits of projects and of their members as policy, states and memberships say, and makes the holdings that are
 * missing; usage stays (spec/identity 2.4). The caller holds the rows of the projects. `only` narrows it to some resources, or
 * to members whose membership changed: what the projects themselves may use is as it was then.
 */
export async function syncLimits(
  tx: Store,
  projects: readonly Project[],
  only: DerivedPart = {},
): Promise<void> {
  await tx.holdings.setLimits(await derivedLimits(tx, projects, only));
}

/** The limits that projects and their members ought to have. */
export async function derivedLimits(
  tx: Store,
  projects: readonly Project[],
  { resources, members: some }: DerivedPart = {},
): Promise<DerivedLimit[]> {
  const initialized = projects.filter(({ state }) => initializedStates.includes(state));
  const ids = initialized.map(({ id }) => id);
  const quotas = Map.groupBy(
    (await tx.projects.quotas(ids)).filter(
      (row) => resources === undefined || resources.includes(row.resource),
    ),
    ({ projectId }) => projectId,
  );
  const members = Map.groupBy(await tx.memberships.initialized(ids, some), ({ projectId }) => projectId);
  return initialized.flatMap((project) => {
    const active = project.state === projectState.active;
    return (quotas.get(project.id) ?? []).flatMap((quota) => [
      ...(some === undefined
        ? [
            {
              holder: projectHolder(project.uuid),
              source: null,
              resource: quota.resource,
              limit: active ? quota.projectCapacity : 0n,
            },
          ]
        : []),
      ...(members.get(project.id) ?? []).map(({ userUuid, state }) => ({
        holder: userHolder(userUuid),
        source: projectHolder(project.uuid),
        resource: quota.resource,
        limit: active && memberStates.includes(state) ? quota.memberCapacity : 0n,
      })),
    ]);
  });
}

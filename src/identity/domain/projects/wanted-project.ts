import { fail } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import { isAccepted } from '../accounts/account-state.ts';

/** What an application, or a command, wants of a project. What is absent stays, or is as a new project has it. */
export interface WantedProject {
  name?: string;
  /** Uuid of an accepted account. */
  owner?: string;
  homepage?: string;
  description?: string;
  comments?: string;
  startAt?: Date;
  endAt?: Date;
  joinPolicy?: number;
  leavePolicy?: number;
  maxMembers?: bigint;
  private?: boolean;
  /** By resource: for all members together, and for each. */
  resources?: Readonly<Record<string, WantedCapacities>>;
}

export interface WantedCapacities {
  projectCapacity: bigint;
  memberCapacity: bigint;
}

/** A grant by the number of the resource. */
export interface Grant extends WantedCapacities {
  resourceId: bigint;
}

const MAX_NAME = 80;
const MAX_HOMEPAGE = 255;
const MAX_TEXT = 4096;
/** Two labels or more, as a domain has them; the last one of letters alone. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/** Refuses texts that are too long, names that are no domain, and an end that has passed (spec/identity 1.8). */
export function checkWanted(
  { name, homepage, description, comments, endAt }: WantedProject,
  now: Date,
): void {
  if (name !== undefined && (name.length > MAX_NAME || !DOMAIN.test(name)))
    fail('project_name_malformed', { name: name.slice(0, MAX_NAME) });
  requireLength('homepage', homepage, MAX_HOMEPAGE);
  requireLength('description', description, MAX_TEXT);
  requireLength('comments', comments, MAX_TEXT);
  if (endAt !== undefined && endAt <= now) fail('end_date_passed');
}

function requireLength(field: string, text: string | undefined, limit: number): void {
  if (text !== undefined && text.length > limit) fail('project_text_too_long', { field, limit });
}

/** The account that is to own a project: accepted, or refused with 400. */
export async function ownerOf({ accounts }: Store, uuid: string): Promise<bigint> {
  const user = await accounts.byUuid(uuid);
  return user !== undefined && isAccepted(user) ? user.id : fail('no_such_owner');
}

/** Grants by number; refused where a resource is unknown, or, unless `hidden` ones count too, is not shown by the API. */
export async function grantsOf(
  { catalog }: Store,
  resources: Readonly<Record<string, WantedCapacities>>,
  { hidden }: { hidden: boolean },
): Promise<Grant[]> {
  const names = Object.entries(resources);
  if (names.length === 0) return [];
  const known = new Map((await catalog.resources()).map((resource) => [resource.name, resource]));
  return names.map(([name, capacities]) => {
    const resource = known.get(name);
    if (resource === undefined || (!hidden && !resource.apiVisible))
      fail('bad_resource_policies', { resource: name });
    const { projectCapacity, memberCapacity } = capacities;
    if (projectCapacity < memberCapacity) fail('member_above_project', { resource: name });
    return { resourceId: resource.id, projectCapacity, memberCapacity };
  });
}

import { INFINITE } from '#contract/infinite';
import type { Policy } from '#contract/project-words';
import type { ConsoleProject } from '#contract/projects';
import { say } from '#text/projects';
import { limitOf } from '../../../api/quota.ts';
import { RESOURCES } from '../../../text/resources.ts';

/** What each member may have of a resource, and all together, as it is typed. */
export interface Amounts {
  project: string;
  member: string;
}

/** What is typed and chosen for a project. Amounts of bytes are in GiB; an empty number of members is no limit. */
export type ProjectWishes = {
  name: string;
  description: string;
  homepage: string;
  isPrivate: boolean;
  limits: Record<string, Amounts>;
  start: string;
  end: string;
  join: Policy;
  leave: Policy;
  members: string;
  comments: string;
};

const GIB = 2 ** 30;
const NONE: Amounts = { project: '', member: '' };

export const NOTHING: ProjectWishes = {
  name: '',
  description: '',
  homepage: '',
  isPrivate: false,
  limits: Object.fromEntries(RESOURCES.map(({ name }) => [name, NONE])),
  start: '',
  end: '',
  join: 'moderated',
  leave: 'auto',
  members: '',
  comments: '',
};

/** What a project is now, as it would have been typed. */
export function wishesOf(project: ConsoleProject): ProjectWishes {
  const { name, description, homepage, resources, max_members: most } = project;
  return {
    ...NOTHING,
    name,
    description,
    homepage,
    isPrivate: project.private,
    limits: Object.fromEntries(
      RESOURCES.map((resource) => {
        const capacities = resources[resource.name];
        const typed = (value: bigint) => amountText(limitOf(value), unitOf(resource.name));
        return [
          resource.name,
          capacities === undefined
            ? NONE
            : { project: typed(capacities.project_capacity), member: typed(capacities.member_capacity) },
        ];
      }),
    ),
    end: dayOf(project.end_date),
    join: project.join_policy,
    leave: project.leave_policy,
    members: Number.isFinite(limitOf(most)) ? String(most) : '',
  };
}

/** Of resources that are bytes a GiB, else one. */
export function unitOf(resource: string): number {
  return ['cyclades.ram', 'cyclades.disk', 'pithos.diskspace'].includes(resource) ? GIB : 1;
}

function amountText(value: number, unit: number): string {
  return Number.isFinite(value) ? String(Math.round((value / unit) * 1000) / 1000) : say.unlimited;
}

/** An amount that was typed, as the wire has it: nothing is none of it. Undefined for what is no amount. */
export function amountOf(text: string, unit: number): bigint | undefined {
  const typed = text.trim().toLowerCase().replace(',', '.');
  if (typed === say.unlimited.toLowerCase() || typed === 'inf') return INFINITE;
  const value = Math.round(Number(typed) * unit);
  return Number.isSafeInteger(value) && value >= 0 && (unit > 1 || Number.isInteger(Number(typed)))
    ? BigInt(value)
    : undefined;
}

/** The day of a time, as a field of days has it, where the person is. */
export function dayOf(time: string | number): string {
  const at = new Date(time);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The begin, or the end, of a day where the person is, with its offset. */
export function timeOf(day: string, edge: 'begin' | 'end'): string {
  return new Date(`${day}T${edge === 'begin' ? '00:00:00' : '23:59:59'}`).toISOString();
}

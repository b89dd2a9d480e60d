import { INFINITE } from '#contract/infinite';
import type { Policy } from '#contract/project-words';
import type { ConsoleProject } from '#contract/projects';
import { say } from '#text/projects';
import { limitOf } from '../../../api/quota.ts';
import { ALL_RESOURCES } from '../../../text/all-resources.ts';

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
/** A byte of a GiB has so many. */
const MOST_DIGITS = 10;
const NONE: Amounts = { project: '', member: '' };

export const NOTHING: ProjectWishes = {
  name: '',
  description: '',
  homepage: '',
  isPrivate: false,
  limits: Object.fromEntries(ALL_RESOURCES.map(({ name }) => [name, NONE])),
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
      ALL_RESOURCES.map((resource) => {
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

/** As short as it can be written and still be the same number. */
export function amountText(value: number, unit: number): string {
  if (!Number.isFinite(value)) return say.unlimited;
  for (let digits = 0; digits < MOST_DIGITS; digits += 1) {
    const text = (value / unit).toFixed(digits);
    if (Math.round(Number(text) * unit) === value) return text;
  }
  return (value / unit).toFixed(MOST_DIGITS);
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

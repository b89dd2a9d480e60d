import { INFINITE } from '#contract/infinite';
import type { Capacities } from '#contract/projects';
import type { useProjectActions } from '../../../live/project-actions.ts';
import { ALL_RESOURCES } from '../../../text/all-resources.ts';
import type { Asked } from '../differences.ts';
import { amountOf, NOTHING, type ProjectWishes, timeOf, unitOf } from './wishes.ts';

export type Wanted = Parameters<ReturnType<typeof useProjectActions>['apply']>[0] & Asked;

/** What has to be asked for: of a project that is there, whose wishes are `now`, only what is to change. */
export function wantedOf(wishes: ProjectWishes, now: ProjectWishes = NOTHING): Wanted {
  const isNew = now === NOTHING;
  const differs = (field: keyof ProjectWishes) => isNew || wishes[field] !== now[field];
  const resources = resourcesOf(wishes, now);
  return {
    ...(differs('name') ? { name: wishes.name.trim() } : {}),
    ...(differs('description') ? { description: wishes.description.trim() } : {}),
    ...(differs('homepage') ? { homepage: wishes.homepage.trim() } : {}),
    ...(differs('isPrivate') ? { private: wishes.isPrivate } : {}),
    ...(differs('end') && wishes.end !== '' ? { end_date: timeOf(wishes.end, 'end') } : {}),
    ...(wishes.start === '' ? {} : { start_date: timeOf(wishes.start, 'begin') }),
    ...(differs('join') ? { join_policy: wishes.join } : {}),
    ...(differs('leave') ? { leave_policy: wishes.leave } : {}),
    ...(differs('members') ? { max_members: amountOf(wishes.members || 'inf', 1) ?? INFINITE } : {}),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
    ...(wishes.comments.trim() === '' ? {} : { comments: wishes.comments.trim() }),
  };
}

function resourcesOf({ limits }: ProjectWishes, now: ProjectWishes): Record<string, Capacities> {
  return Object.fromEntries(
    ALL_RESOURCES.flatMap(({ name }) => {
      const { project = '', member = '' } = limits[name] ?? {};
      const present = now.limits[name];
      if (project === present?.project && member === present.member) return [];
      const of = (text: string) => amountOf(text, unitOf(name)) ?? 0n;
      return [[name, { project_capacity: of(project), member_capacity: of(member) }]];
    }),
  );
}

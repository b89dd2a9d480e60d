import { missing, readShortages } from '#contract/shortages';
import { amountOf, amountText, type ProjectWishes, unitOf } from './wishes.ts';

/**
 * The wishes with what was missing put on top of each limit that was in the way. A member's limit that grows beyond the project's
 * takes that with it.
 */
export function withMore(wishes: ProjectWishes, shortages: string): ProjectWishes {
  const limits = { ...wishes.limits };
  for (const shortage of readShortages(shortages)) {
    const { resource, of } = shortage;
    const typed = limits[resource];
    if (typed === undefined) continue;
    const unit = unitOf(resource);
    const all = Number(amountOf(typed.project, unit) ?? 0n);
    const each = Number(amountOf(typed.member, unit) ?? 0n);
    const more = Number(missing(shortage));
    const member = of === 'member' ? each + more : each;
    const project = Math.max(of === 'project' ? all + more : all, member);
    limits[resource] = {
      project: all === project ? typed.project : amountText(project, unit),
      member: each === member ? typed.member : amountText(member, unit),
    };
  }
  return { ...wishes, limits };
}

/** For a project of its own: as much as was asked for. */
export function asMuchAs(wishes: ProjectWishes, shortages: string): ProjectWishes {
  const limits = { ...wishes.limits };
  for (const { resource, asked } of readShortages(shortages)) {
    const text = amountText(Number(asked), unitOf(resource));
    if (limits[resource] !== undefined) limits[resource] = { project: text, member: text };
  }
  return { ...wishes, limits };
}

import { z } from 'zod';
import { INFINITE } from '#contract/infinite';
import { policies } from '#contract/project-words';
import { int64, optional, uuid } from '#contract/scalars';
import { readTime } from '../../domain/projects/read-time.ts';
import type { WantedProject } from '../../domain/projects/wanted-project.ts';
import { parseAmount } from '../../domain/quota/units.ts';
import { policy } from '../../domain/states.ts';

/** Text that the database can hold. */
export const text = z
  .string()
  .refine((value) => !value.includes('\u0000') && value.isWellFormed(), 'is no text');

/** ISO 8601; without an offset it is UTC. */
const time = z.string().transform((value, context): Date => {
  const parsed = readTime(value);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'Invalid date: write 2031-05-01T00:00:00Z' });
  return z.NEVER;
});

const capacity = int64.refine((value) => value >= 0n, 'is negative');

/** A number, or a text as people write amounts. */
const amount = z.union([capacity, z.string()]).transform((value, context): bigint => {
  const parsed = typeof value === 'bigint' ? value : parseAmount(value);
  if (parsed !== undefined && parsed <= INFINITE) return parsed;
  context.addIssue({ code: 'custom', message: 'is no number: write 50, or inf' });
  return z.NEVER;
});

const policyName = z.enum(policies).transform((name) => policy[name]);

const resources = z.record(
  z.string(),
  z
    .object({ project_capacity: capacity, member_capacity: capacity })
    .transform(({ project_capacity: projectCapacity, member_capacity: memberCapacity }) => ({
      projectCapacity,
      memberCapacity,
    })),
);

const fields = {
  name: optional(text),
  owner: optional(uuid),
  homepage: optional(text),
  description: optional(text),
  comments: optional(text),
  start_date: optional(time),
  end_date: optional(time),
  join_policy: optional(policyName),
  leave_policy: optional(policyName),
  max_members: optional(amount),
  private: optional(z.boolean()),
  resources: resources.optional(),
};

/** What an application for a change says; null is as good as nothing, save for resources. */
export const ChangeBody = z.object(fields);

/** What an application for a new project says. */
export const NewBody = z.object({ ...fields, name: text, end_date: time });

/** The body as the domain has it, without what was not said. */
export function wantedOf(body: z.output<typeof ChangeBody>): WantedProject {
  const { start_date: startAt, end_date: endAt, max_members: maxMembers } = body;
  const { join_policy: joinPolicy, leave_policy: leavePolicy, ...same } = body;
  const { name, owner, homepage, description, comments, private: isPrivate, resources: asked } = same;
  const wanted = {
    ...{ name, owner, homepage, description, comments, startAt, endAt, joinPolicy, leavePolicy, maxMembers },
    ...{ private: isPrivate, resources: asked },
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
}

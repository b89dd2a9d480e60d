import { fail } from '../../errors.ts';
import type { UsagePoint } from '../../store/quota/usage-samples.ts';
import type { Identity } from '../identity.ts';
import { projectHolder, userHolder } from '../quota/sync-limits.ts';
import type { Actor } from './actor.ts';
import { belongs, findProject, manages } from './find-project.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So far back each hour is known, and each day. */
const PERIOD_DAYS = { week: 7, year: 365 } as const;

/** Notes what projects and their members use now; what is old is kept by days, and after a year not at all. */
export async function sampleUsage({ store, clock }: Identity): Promise<void> {
  const now = clock.now().getTime();
  await store.usageSamples.take(new Date(now - (now % HOUR_MS)));
  await store.usageSamples.thin({
    hourly: new Date(now - PERIOD_DAYS.week * DAY_MS),
    oldest: new Date(now - PERIOD_DAYS.year * DAY_MS),
  });
}

/** What all members together, or one of them, used of a resource. A member sees his own and the sum, who manages the project all. */
export async function usageHistory(
  { store, clock }: Identity,
  person: Actor & { id: bigint; uuid: string },
  wanted: { project: string; resource: string; user?: string | undefined; period: keyof typeof PERIOD_DAYS },
): Promise<{ since: Date; until: Date; points: UsagePoint[] }> {
  const project = await findProject(store, wanted.project);
  const { user, resource } = wanted;
  const isOwn = user === undefined || user === person.uuid;
  const maySee = isOwn ? await belongs(store, project, person) : manages(project, person);
  if (!maySee) fail('project_forbidden', { project: project.uuid });
  const until = clock.now();
  const since = new Date(until.getTime() - PERIOD_DAYS[wanted.period] * DAY_MS);
  const holder = projectHolder(project.uuid);
  const key = user === undefined ? { holder, source: null } : { holder: userHolder(user), source: holder };
  return { since, until, points: await store.usageSamples.since({ ...key, resource }, since) };
}

import type { FailureCause } from '#contract/compute';
import { OpError } from '#contract/ganeti';
import type { IntentRow } from '../../store/servers/intents.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { diagnose } from './diagnose.ts';
import { afterNews, isRemoval, type JobNews } from './job-news.ts';
import { type NewsDetails, observedChanges, timeOf } from './observed.ts';
import { applyOutcome } from './settle.ts';
import { isFinal, stateOf } from './states.ts';

/** That a job of a server has come so far, and what came with it. */
export interface ServerNews {
  server: number;
  news: JobNews;
  details: NewsDetails;
}

/** Applies news of a job to its server, in one transaction under its lock. */
export async function takeNews(compute: Compute, told: ServerNews): Promise<void> {
  await compute.store.transaction((tx) => takeAll(compute, tx, [told]));
}

/** The same for many servers in one transaction, and when that fails for each alone: gives why those were refused that were. */
export async function takeNewsTogether(
  compute: Compute,
  told: readonly ServerNews[],
): Promise<(true | Error)[]> {
  try {
    await compute.store.transaction((tx) => takeAll(compute, tx, told));
    return told.map(() => true);
  } catch (error) {
    if (told.length === 1) throw error;
  }
  const outcomes: (true | Error)[] = [];
  for (const one of told)
    outcomes.push(
      await takeNews(compute, one).then(
        () => true as const,
        (error: unknown) => error as Error,
      ),
    );
  return outcomes;
}

/** News of servers, each of another one. They are locked by number, as everywhere. */
async function takeAll(compute: Compute, tx: Store, told: readonly ServerNews[]): Promise<void> {
  const servers = await tx.servers.lockAll(told.map(({ server }) => server));
  const intents = await tx.intents.ofJobs(told.map(({ server, news }) => ({ server, job: news.job })));
  for (const one of told.toSorted((a, b) => a.server - b.server)) {
    const server = servers.get(one.server);
    if (server !== undefined && !server.deleted)
      await take(compute, tx, { ...one, server, intent: intents.get(one.server) });
  }
}

async function take(
  compute: Compute,
  tx: Store,
  told: Omit<ServerNews, 'server'> & { server: ServerRow; intent: IntentRow | undefined },
): Promise<void> {
  const { server, intent, news, details } = told;
  const before = stateOf(server);
  const state = afterNews(before, news);
  const ends = isFinal(news.status) && intent?.state === 'open' && !isUnprovenRemoval(news);
  const changes = await observedChanges(compute, tx, server, { news, intent, details });
  const changed =
    ends || Object.keys(changes).length > 0 || JSON.stringify(keyed(before)) !== JSON.stringify(keyed(state));
  if (changed) {
    const succeeded = news.status === 'success' || state.deleted;
    await applyOutcome(compute, tx, server, { state, changes, ended: ends ? [intent] : [], succeeded });
  }
  if (news.status === 'error' && !state.deleted && intent !== undefined)
    await tellFailure(compute, tx, intent, details);
}

/** A removal that failed while the instance is still there ends, too; one that nobody could check does not. */
function isUnprovenRemoval(news: JobNews): boolean {
  return isRemoval(news.opcode) && news.status === 'success' && !news.instanceGone;
}

function keyed(state: ReturnType<typeof stateOf>): unknown {
  const { reported } = state;
  return [
    state.operstate,
    state.deleted,
    state.stateJob.toString(),
    reported === null ? null : [reported.job.toString(), reported.rank, reported.status],
  ];
}

async function tellFailure(
  compute: Compute,
  tx: Store,
  intent: IntentRow,
  details: NewsDetails,
): Promise<void> {
  const { message, code } = failureOf(details);
  await diagnose(compute, tx, intent.serverId, {
    key: `intent:${intent.id}`,
    level: 'ERROR',
    code: causeOf(code),
    source: `ganeti-${intent.action.toLowerCase()}`,
    message,
    details: code === undefined ? (details.logmsg ?? undefined) : `${code}\n${message}`,
    at: timeOf(details.event_time),
  });
}

/** Words of a failed job: `[class, [text, code]]`, else the last line of its log. */
function failureOf({ result, logmsg }: NewsDetails): { message: string; code: string | undefined } {
  const parsed = OpError.safeParse(result);
  if (!parsed.success) return { message: logmsg ?? 'The back end gives no reason.', code: undefined };
  const [text, code] = parsed.data[1];
  return {
    message: String(text ?? logmsg ?? 'The back end gives no reason.'),
    code: typeof code === 'string' ? code : undefined,
  };
}

/** Second words of a failed job's result that say why; those that Ganeti has no word for are the embedded manager's own. */
const CAUSES: Readonly<Record<string, FailureCause>> = {
  insufficient_resources: 'no_room',
  temp_insufficient_resources: 'no_room',
  resource_not_unique: 'address_taken',
  disk_too_small: 'disk_too_small',
  image_unreadable: 'image_unreadable',
  setup_failed: 'setup_failed',
  hypervisor_missing: 'hypervisor_missing',
};

function causeOf(code: string | undefined): FailureCause {
  return (code === undefined || !Object.hasOwn(CAUSES, code) ? undefined : CAUSES[code]) ?? 'job_failed';
}

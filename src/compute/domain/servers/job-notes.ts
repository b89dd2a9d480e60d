import { Batches } from '#platform/batches';
import type { Clock } from '#platform/clock';
import type { NotedJob, ServerOfNews } from '../../store/servers/news.ts';
import type { Store } from '../../store/store.ts';

/** Servers of one statement. */
const MOST = 256;
/** Servers whose rows one transaction locks for the ends of their jobs. */
const MOST_ENDS = 32;

interface OfServer {
  server: number;
}

/** Applies ends of jobs, each of another server, and gives of each that is refused why. */
type Work<End> = (ends: readonly End[]) => Promise<readonly (true | Error)[]>;

/** What comes with the stream of news, put together for many servers at once. */
export interface JobNotes {
  /** The server that news is about, if there is one. */
  serverOf(id: number): Promise<ServerOfNews | undefined>;
  /** Writes how far a job is that has not ended; news that is older than what is known changes nothing (R-D1). */
  note(job: NotedJob): Promise<void>;
  /** Has the end of a job applied to its server, by work that takes those of many; throws why it cannot be. */
  take<End extends OfServer>(end: End, work: Work<End>): Promise<void>;
}

export function jobNotes({ store, clock }: { store: Store; clock: Clock }): JobNotes {
  const lookups = new Batches<number, { found: ServerOfNews | undefined }>({
    most: MOST,
    keysOf: () => [],
    run: async (ids) => {
      const found = await store.news.serversOf(ids);
      return ids.map((id) => ({ found: found.get(id) }));
    },
  });
  const notes = new Batches<NotedJob, true>({
    most: MOST,
    keysOf: ({ server }) => [String(server)],
    run: async (jobs) => {
      await store.transaction((tx) => tx.news.note(jobs, clock.now()));
      return jobs.map(() => true);
    },
  });
  const ends = new Batches<{ end: OfServer; work: Work<OfServer> }, true>({
    most: MOST_ENDS,
    keysOf: ({ end }) => [String(end.server)],
    run: (calls) => calls[0]!.work(calls.map(({ end }) => end)),
  });
  return {
    serverOf: async (id) => (await lookups.add(id)).found,
    note: async (job) => void (await notes.add(job)),
    take: async (end, work) => void (await ends.add({ end, work: work as Work<OfServer> })),
  };
}

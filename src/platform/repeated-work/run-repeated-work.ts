import { hostname } from 'node:os';
import { type Database, openDatabase } from '../database/database.ts';
import type { RoleContext } from '../service/role.ts';
import { startLeading } from './lead.ts';
import { firstPause, nextPause } from './pace.ts';
import { RunRecord } from './run-record.ts';
import type { RepeatedWork } from './repeated-work.ts';

/** The lease is for fifteen seconds. */
const LEASE_STATEMENT_TIMEOUT_MS = 10_000;
/** A leader's work does little at a time, and takes no connection from requests. */
const LEADER_POOL_SIZE = 4;

export interface RepeatedWorkOptions<Service, Schema> {
  /** Of the service, and of its database. */
  name: string;
  context: Pick<RoleContext, 'databaseUrl' | 'clock' | 'log' | 'metrics' | 'repeatedWork'>;
  service: Service;
  work: readonly RepeatedWork<Service>[];
  /** The same domain over a database that refuses writes once another process leads. */
  overDatabase: (database: Database<Schema>) => Service;
  /** Ends what the domain over that database has under way beside its runs. */
  endLead?: (led: Service) => Promise<void>;
}

/**
 * Does the repeated work of a service until stopped: what is each process's own here, and the rest while this process leads.
 * No work overlaps itself. A stop waits for the runs under way, whose signal it aborts.
 */
export function startRepeatedWork<Service, Schema>(
  options: RepeatedWorkOptions<Service, Schema>,
): { stop(): Promise<void> } {
  const { name, context, service, work } = options;
  if (context.repeatedWork?.without?.includes(name) === true) return { stop: async () => undefined };
  const url = context.databaseUrl(name);
  const process = nameOfProcess();
  // Alone for the lease and the record: neither waits for anything else.
  const database = openDatabase<unknown>({
    url,
    poolSize: 1,
    name: `${name} leader`,
    statementTimeoutMs: LEASE_STATEMENT_TIMEOUT_MS,
  });
  const runner = new Runner<Service>(context, new RunRecord(database), process);
  const own = runner.start(
    service,
    work.filter(({ by }) => by === 'each process'),
    process,
  );
  const leading = startLeading({
    database,
    holder: process,
    log: context.log.child({ service: name }),
    lead: (epoch) => {
      const pool = openDatabase<Schema>({ url, poolSize: LEADER_POOL_SIZE, name: `${name} repeated` });
      const led = options.overDatabase(pool.fenced(epoch));
      const works = runner.start(
        led,
        work.filter(({ by }) => by === 'leader'),
        '',
      );
      return {
        stop: async () => {
          await works.stop();
          await options.endLead?.(led);
          await pool.destroy();
        },
      };
    },
  });
  return {
    stop: async () => {
      await Promise.all([own.stop(), leading.stop()]);
      await database.destroy();
    },
  };
}

/** Host and number of this process, for people. */
function nameOfProcess(): string {
  return `${hostname()}:${process.pid}`;
}

class Runner<Service> {
  readonly #context: RepeatedWorkOptions<Service, never>['context'];
  readonly #record: RunRecord;
  readonly #ranIn: string;
  readonly #metrics;
  readonly #chance: () => number;

  constructor(context: RepeatedWorkOptions<Service, never>['context'], record: RunRecord, ranIn: string) {
    this.#context = context;
    this.#record = record;
    this.#ranIn = ranIn;
    this.#chance = context.repeatedWork?.chance ?? Math.random;
    const { metrics } = context;
    this.#metrics = {
      success: metrics.gauge('synnefo_repeated_work_success_seconds', 'When a work last ended well.', [
        'work',
      ]),
      run: metrics.gauge('synnefo_repeated_work_run_seconds', 'When a work last ended, well or not.', [
        'work',
      ]),
      duration: metrics.gauge('synnefo_repeated_work_duration_seconds', 'How long its last run took.', [
        'work',
      ]),
      failures: metrics.counter('synnefo_repeated_work_failures_total', 'Runs of a work that failed.', [
        'work',
      ]),
    };
  }

  /** Keeps works running; `process` is empty for the leader's. */
  start(
    service: Service,
    works: readonly RepeatedWork<Service>[],
    process: string,
  ): { stop(): Promise<void> } {
    const stopped = new AbortController();
    const running = this.#runAll(service, works, process, stopped.signal);
    return {
      stop: async () => {
        stopped.abort();
        await running;
        if (process !== '') await this.#quietly(() => this.#record.forget(process));
      },
    };
  }

  async #runAll(
    service: Service,
    works: readonly RepeatedWork<Service>[],
    process: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#context;
    const paced = works.map((work) => ({ ...work, everyMs: everyMsOf(work, service) }));
    // What is not known of the last runs must keep none from being done.
    const since = await this.#quietly(() => this.#record.register(paced, process, clock.now()));
    await Promise.all(
      paced.map(async (work) => {
        const last = since?.get(work.name)?.getTime();
        const sinceMs = last === undefined || process !== '' ? undefined : clock.now().getTime() - last;
        let pauseMs =
          work.atStart === true ? 0 : firstPause({ everyMs: work.everyMs, sinceMs, chance: this.#chance() });
        for (;;) {
          await clock.sleep(pauseMs, signal);
          if (signal.aborted) return;
          await this.#runOnce(service, work, process, signal);
          pauseMs = nextPause(work.everyMs, this.#chance());
        }
      }),
    );
  }

  async #runOnce(
    service: Service,
    work: RepeatedWork<Service>,
    process: string,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, log } = this.#context;
    const { name } = work;
    const began = clock.now();
    const start = clock.monotonic();
    let error: string | null = null;
    try {
      await work.run(service, signal);
    } catch (err) {
      if (signal.aborted) return;
      error = err instanceof Error ? err.message : String(err);
      log.warn({ err, work: name }, 'repeated work failed and is tried again');
    }
    const tookMs = clock.monotonic() - start;
    const now = clock.now().getTime() / 1000;
    this.#metrics.run.set({ work: name }, now);
    this.#metrics.duration.set({ work: name }, tookMs / 1000);
    if (error === null) this.#metrics.success.set({ work: name }, now);
    else this.#metrics.failures.inc({ work: name });
    await this.#quietly(() =>
      this.#record.ended({ name, process }, { ranIn: this.#ranIn, began, tookMs, error }),
    );
  }

  /** The record is for people: that it cannot be written keeps nothing from being done. */
  async #quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (err) {
      this.#context.log.debug({ err }, 'the record of repeated work cannot be written');
      return undefined;
    }
  }
}

function everyMsOf<Service>({ everyMs }: RepeatedWork<Service>, service: Service): number {
  return typeof everyMs === 'number' ? everyMs : everyMs(service);
}

import { isFinalJobStatus, type JobStatus } from '#contract/ganeti';
import { failureResult, JobFailure } from '../domain/failure.ts';
import type { Work } from '../domain/opcodes.ts';
import { type JobContext, type JobSubmitter, jobTime, type NewJob, type Vmhost } from '../domain/vmhost.ts';
import type { JobRecord } from '../store/records.ts';
import type { EventRelay } from './event-relay.ts';
import { eventsOf } from './job-events.ts';

/** A job that was cut off this often is given up: it is probably what kills the manager (F18). */
const MAX_ATTEMPTS = 3;
/** Finished jobs that are remembered; older ones are unknown, as archived ones are in Ganeti. */
const MAX_FINISHED = 500;
/** Log lines kept of a job. */
const MAX_LOG_LINES = 200;

/**
 * Runs jobs in the order of their numbers, those about the same thing one after the other. Every change of status is on
 * disk, with its messages, before it can be seen; a job that was running when the manager died is begun again.
 */
export class JobQueue implements JobSubmitter {
  readonly #vmhost: Vmhost;
  readonly #relay: EventRelay;
  readonly #work: Readonly<Record<string, Work>>;
  readonly #held = new Set<string>();
  readonly #running = new Map<number, Promise<void>>();
  readonly #stop = new AbortController();
  readonly #watchers = new Map<number, Set<() => void>>();
  #pumping = false;
  #again = false;

  constructor(vmhost: Vmhost, relay: EventRelay, work: Readonly<Record<string, Work>>) {
    this.#vmhost = vmhost;
    this.#relay = relay;
    this.#work = work;
  }

  /** Sends what was not sent and begins what was not finished. */
  async resume(): Promise<void> {
    for (const job of this.#ordered()) this.#relayEvents(job);
    for (const job of this.#ordered().filter(({ status }) => !isFinalJobStatus(status))) {
      if (job.attempts >= MAX_ATTEMPTS) await this.#end(job, 'error', failureResult(new Error('given up')));
      else if (job.status !== 'queued') await this.#change(job, 'queued', false);
    }
    this.#pump();
  }

  async submit(wanted: NewJob): Promise<number> {
    const { cluster, clock, jobs } = this.#vmhost;
    const id = cluster.nextJobId;
    cluster.nextJobId += 1;
    // The number is spent before anybody hears it: it is never given twice.
    await this.#vmhost.saveCluster();
    const job: JobRecord = {
      id,
      opcode: wanted.opcode,
      params: wanted.params,
      secrets: wanted.secrets ?? {},
      summary: wanted.summary,
      reason: wanted.reason ?? [],
      target: wanted.target,
      depends: wanted.depends ?? [],
      status: 'queued',
      received: jobTime(clock),
      started: null,
      ended: null,
      log: [],
      result: null,
      attempts: 0,
      events: [],
    };
    job.events = eventsOf(this.#vmhost, job);
    await jobs.save(job);
    this.#vmhost.killPoint('vmhost.job.submitted');
    this.#relayEvents(job);
    this.#pump();
    return id;
  }

  isBusy(target: string): boolean {
    return this.#ordered().some((job) => job.target === target && !isFinalJobStatus(job.status));
  }

  /** Cancels a job that has not begun; else waits for its end. The answer is Ganeti's: whether it worked, and a sentence. */
  async cancel(id: number): Promise<[boolean, string]> {
    const job = this.#vmhost.jobs.get(id);
    if (job === undefined || isFinalJobStatus(job.status)) return [false, `Job ${id} not found in queue`];
    const running = this.#running.get(id);
    if (running === undefined) {
      await this.#end(job, 'canceled', null);
      return [true, `Dequeued job ${id}`];
    }
    await running;
    return [
      false,
      `Job exited before it could have been canceled, status JOB_STATUS_${job.status.toUpperCase()}`,
    ];
  }

  /** Resolves at the next change of the job, or when the signal aborts. */
  changed(id: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const watchers = this.#watchers.get(id) ?? new Set();
      this.#watchers.set(id, watchers);
      const done = (): void => {
        watchers.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      watchers.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Begins nothing more, aborts what runs and waits for it. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the manager stops'));
    await Promise.all(this.#running.values());
  }

  #ordered(): JobRecord[] {
    return [...this.#vmhost.jobs.values()].sort((a, b) => a.id - b.id);
  }

  /** Looks through the queue, once at a time. */
  #pump(): void {
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    this.#look()
      .catch((error: unknown) => this.#vmhost.log.error({ err: error }, 'the job queue stumbled'))
      .finally(() => {
        this.#pumping = false;
        if (!this.#again) return;
        this.#again = false;
        this.#pump();
      });
  }

  async #look(): Promise<void> {
    const blocked = new Set<string>();
    for (const job of this.#ordered()) {
      if (this.#stop.signal.aborted) return;
      if (isFinalJobStatus(job.status) || this.#running.has(job.id)) continue;
      const ready = this.#dependencies(job);
      if (ready === 'never') await this.#end(job, 'canceled', null);
      else if (ready === 'now') await this.#offer(job, blocked);
      if (job.target !== null) blocked.add(job.target);
    }
    await this.#forgetOld();
  }

  #dependencies(job: JobRecord): 'now' | 'later' | 'never' {
    let result: 'now' | 'later' = 'now';
    for (const [id, accepted] of job.depends) {
      const status = this.#vmhost.jobs.get(id)?.status;
      if (status === undefined || accepted.includes(status)) continue;
      if (isFinalJobStatus(status)) return 'never';
      result = 'later';
    }
    return result;
  }

  async #offer(job: JobRecord, blocked: ReadonlySet<string>): Promise<void> {
    const { target } = job;
    const isFree = target === null || (!this.#held.has(target) && !blocked.has(target));
    const hasRoom = this.#running.size < this.#vmhost.settings.VMHOST_MAX_RUNNING_JOBS;
    if (job.status === 'queued') await this.#change(job, 'waiting', false);
    if (!isFree || !hasRoom || isFinalJobStatus(job.status)) return;
    if (target !== null) this.#held.add(target);
    const work = this.#run(job)
      .catch((error: unknown) =>
        this.#vmhost.log.error({ err: error, job: job.id }, 'a job could not be recorded'),
      )
      .finally(() => {
        this.#running.delete(job.id);
        if (target !== null) this.#held.delete(target);
        this.#pump();
      });
    this.#running.set(job.id, work);
  }

  async #run(job: JobRecord): Promise<void> {
    job.attempts += 1;
    job.started ??= jobTime(this.#vmhost.clock);
    await this.#change(job, 'running', true);
    this.#vmhost.killPoint('vmhost.job.running');
    const context: JobContext = {
      job,
      signal: this.#stop.signal,
      isDoomed: () => this.#ordered().some((next) => isWaitingRemoval(next, job)),
      note: async (text) => {
        job.log.push([(job.log.at(-1)?.[0] ?? 0) + 1, jobTime(this.#vmhost.clock), 'message', text]);
        job.log.splice(0, job.log.length - MAX_LOG_LINES);
        await this.#save(job);
      },
    };
    try {
      const work = this.#work[job.opcode];
      if (work === undefined)
        throw new JobFailure('OpPrereqError', `${job.opcode} is not supported here`, 'wrong_input');
      const result = await work(this.#vmhost, context);
      this.#vmhost.killPoint('vmhost.job.done');
      await this.#end(job, 'success', result);
    } catch (error) {
      if (this.#stop.signal.aborted && !(error instanceof JobFailure)) return;
      const level = error instanceof JobFailure ? 'info' : 'error';
      this.#vmhost.log[level]({ err: error, job: job.id, opcode: job.opcode }, 'a job failed');
      await this.#end(job, 'error', failureResult(error));
    }
  }

  #end(job: JobRecord, status: JobStatus, result: unknown): Promise<void> {
    job.result = result;
    job.ended = jobTime(this.#vmhost.clock);
    job.secrets = {};
    return this.#change(job, status, true);
  }

  async #change(job: JobRecord, status: JobStatus, durable: boolean): Promise<void> {
    job.status = status;
    const events = eventsOf(this.#vmhost, job);
    job.events.push(...events);
    // A status that only says "not yet" may be lost: the job would be found queued again.
    if (durable || events.length > 0) await this.#save(job);
    this.#relayEvents(job, events);
    this.#tell(job.id);
  }

  async #save(job: JobRecord): Promise<void> {
    await this.#vmhost.jobs.save(job);
    this.#tell(job.id);
  }

  #tell(id: number): void {
    for (const watcher of [...(this.#watchers.get(id) ?? [])]) watcher();
    if (this.#watchers.get(id)?.size === 0) this.#watchers.delete(id);
  }

  #relayEvents(job: JobRecord, events = job.events): void {
    for (const event of events) {
      this.#relay.send(job.target ?? 'cluster', event, {
        // News of the cluster itself is for whoever listens at the moment.
        fleeting: job.target === null,
        sent: async () => {
          job.events = job.events.filter(({ id }) => id !== event.id);
          // Only the last one is crossed off on disk: a repetition is harmless, a write for each is not free.
          if (job.events.length === 0 && isFinalJobStatus(job.status) && this.#vmhost.jobs.has(job.id))
            await this.#vmhost.jobs.save(job);
        },
      });
    }
  }

  async #forgetOld(): Promise<void> {
    const finished = this.#ordered().filter(
      ({ status, events }) => isFinalJobStatus(status) && events.length === 0,
    );
    for (const job of finished.slice(0, Math.max(0, finished.length - MAX_FINISHED)))
      await this.#vmhost.jobs.forget(job);
  }
}

/** Whether a job that will delete the same thing stands in the queue. */
function isWaitingRemoval(next: JobRecord, job: JobRecord): boolean {
  const isRemoval = next.opcode === 'OP_INSTANCE_REMOVE' && next.target === job.target;
  return isRemoval && (next.status === 'queued' || next.status === 'waiting');
}

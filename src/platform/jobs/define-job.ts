import type { z } from 'zod';
import type { Logger } from '../telemetry/log.ts';
import type { JobOptions, JobStore } from './job-store.ts';

/** Whatever keeps rows and the jobs that follow from them: a store, inside a transaction or not. */
export interface JobTransaction {
  readonly jobs: JobStore;
}

/** What the domain is given of a job. */
export interface JobAdder<Payload> {
  /** Adds the work to the transaction: it is done soon, at least once, if and only if that commits. */
  add(tx: JobTransaction, payload: Payload, options?: JobOptions): Promise<void>;
}

/** What a handler may use besides its payload. */
export interface JobContext {
  /** Aborts when the process is to stop: throw, and the job is run again after the next start. */
  signal: AbortSignal;
  /** 1 at the first try. */
  attempt: number;
  log: Logger;
}

/** A kind of job as whoever runs it knows it. */
export interface JobHandler<Service> {
  readonly name: string;
  run: (service: Service, payload: unknown, context: JobContext) => Promise<void>;
}

/** A kind of job: its name, what its payload looks like, and what is done. */
export type Job<Service, Payload> = JobAdder<Payload> & JobHandler<Service>;

/**
 * One kind of job. `run` is called at least once for each that was added: it looks before it acts. Payloads hold ids and
 * small numbers, never secrets: anybody with the database reads them. They are JSON, so a big integer travels as text.
 */
export function defineJob<Schema extends z.ZodType, Service>(definition: {
  /** Of all services together: `compute.submit`. Jobs that wait in a database keep it over a release. */
  name: string;
  payload: Schema;
  run: (service: Service, payload: z.output<Schema>, context: JobContext) => Promise<void>;
}): Job<Service, z.input<Schema>> {
  const { name, payload: schema, run } = definition;
  return {
    name,
    add: (tx, payload, options) => tx.jobs.add(name, schema.parse(payload), options),
    run: (service, payload, context) => run(service, schema.parse(payload), context),
  };
}

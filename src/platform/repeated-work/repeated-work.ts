/** Work that a service does again and again. Every run looks before it acts: it may be the first after a death, or come late. */
export interface RepeatedWork<Service> {
  /** Of all services together: `compute.intents.reconcile`. */
  readonly name: string;
  /** Milliseconds from the end of a run to the next one. */
  readonly everyMs: number | ((service: Service) => number);
  /** One process of the service, which leads; or each, for what it has in its own memory or on its own machine. */
  readonly by: 'leader' | 'each process';
  /** Also at once when the process starts or takes the lead: it settles what a death has left. All else is spread in time. */
  readonly atStart?: true;
  /** What it throws is logged, shown by `snf-manage job-list`, and tried again at the next turn. */
  readonly run: (service: Service, signal: AbortSignal) => Promise<unknown>;
}

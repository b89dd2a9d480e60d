import type { Clock } from '#platform/clock';
import { type Cluster, ClusterFailure } from './cluster.ts';

/** Silences in a row after which a back end is left alone for a while. */
const FAILURES = 3;
/** Then one call may try whether it is back. */
const PAUSE_MS = 15_000;

/**
 * The same cluster, left alone while it does not answer: calls then fail at once and unsent, so that the jobs of other
 * back ends do not wait behind its deadlines. Refusals are answers.
 */
export function withBreaker(cluster: Cluster, name: string, clock: Clock): Cluster {
  let failures = 0;
  let openUntil = 0;
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    if (failures >= FAILURES && clock.monotonic() < openUntil) {
      throw new ClusterFailure(
        'unsent',
        `The back end ${name} does not answer and is left alone for a moment.`,
      );
    }
    // Until this call has ended no other one tries.
    if (failures >= FAILURES) openUntil = clock.monotonic() + PAUSE_MS;
    try {
      const result = await call();
      failures = 0;
      return result;
    } catch (error) {
      if (error instanceof ClusterFailure && error.kind === 'refused') failures = 0;
      else {
        failures += 1;
        openUntil = clock.monotonic() + PAUSE_MS;
      }
      throw error;
    }
  };
  return {
    info: () => guarded(() => cluster.info()),
    nodes: () => guarded(() => cluster.nodes()),
    instances: () => guarded(() => cluster.instances()),
    instance: (instance) => guarded(() => cluster.instance(instance)),
    network: (network) => guarded(() => cluster.network(network)),
    groups: () => guarded(() => cluster.groups()),
    console: (instance) => guarded(() => cluster.console(instance)),
    statistics: (instance, period) => guarded(() => cluster.statistics(instance, period)),
    job: (id) => guarded(() => cluster.job(id)),
    jobs: () => guarded(() => cluster.jobs()),
    submit: (call) => guarded(() => cluster.submit(call)),
    checkWriting: () => guarded(() => cluster.checkWriting()),
  };
}

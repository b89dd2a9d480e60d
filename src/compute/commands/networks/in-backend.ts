import { CommandError } from '#platform/commands/command-error';
import { ClusterFailure } from '../../ganeti/cluster.ts';

/** Says in words of a command what a back end refused, or that it does not answer. */
export async function inBackend<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ClusterFailure)) throw cause;
    throw new CommandError(`The back end did not do it: ${cause.message}`, { cause });
  }
}

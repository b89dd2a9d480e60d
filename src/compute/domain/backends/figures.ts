import { ClusterFailure } from '../../ganeti/cluster.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { Compute } from '../compute.ts';
import { refreshBackend } from './backends.ts';

/** How reading a back end's figures ended. */
export interface Refreshed {
  backend: BackendRow;
  /** Why it was not done; undefined when it was. */
  failure: string | undefined;
}

/** Reads the figures of all back ends that are not offline, at once: there are sixteen at most, and one may hang. */
export async function refreshAll(compute: Compute): Promise<Refreshed[]> {
  const backends = (await compute.store.backends.all()).filter(({ offline }) => !offline);
  const failures = await Promise.all(
    backends.map((backend) =>
      refreshBackend(compute, backend).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof ClusterFailure) return error.message;
          throw error;
        },
      ),
    ),
  );
  const now = new Map((await compute.store.backends.all()).map((backend) => [backend.id, backend]));
  return backends.flatMap(({ id }, index) => {
    const backend = now.get(id);
    return backend === undefined ? [] : [{ backend, failure: failures[index] }];
  });
}

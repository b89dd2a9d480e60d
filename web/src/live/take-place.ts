import { say } from '#text/machine';
import { ApiError } from '../api/api-error.ts';
import { compute } from '../api/services.ts';

const ASK_EVERY_MS = 1_000;
const LONGEST_MS = 120_000;

/**
 * Destroys a failed machine and waits until it has given back its quota, so that another can take its place. One that is
 * gone already is no failure.
 */
export async function clearPlaceOf(id: number): Promise<void> {
  const began = performance.now();
  try {
    await compute.deleteServer(id);
    while (!(await compute.server(id)).deleted) {
      if (performance.now() - began > LONGEST_MS) {
        throw new ApiError({
          status: 0,
          code: 'slow',
          message: say.stillBeingDestroyed,
          path: '',
        });
      }
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
    }
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
}

import type { InFlight } from './in-flight.ts';
import { microseconds, type ObjectStorage } from './object-storage.ts';

/** An upload on its way. */
export interface Progress {
  flight: InFlight;
  /** Written so far. */
  bytes: number;
}

/** Runs an upload; what it wrote before it failed counts as dropped by the account until it is collected. */
export async function countedUpload<T>(
  { store, db, clock, log, inFlights }: ObjectStorage,
  account: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  return inFlights.during(async (flight) => {
    const progress = { flight, bytes: 0 };
    try {
      return await work(progress);
    } catch (thrown) {
      await store
        .countDropped(db, account, BigInt(progress.bytes), microseconds(clock))
        .catch((err: unknown) => log.warn({ err, account }, 'what a failed upload wrote is not counted'));
      throw thrown;
    }
  });
}

import type { InFlight } from '../blocks/in-flight.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';

/** An upload on its way. */
export interface Progress {
  flight: InFlight;
  /** Written so far. */
  bytes: number;
}

/** Runs an upload; what it wrote before it failed counts as dropped by the account until it is collected. */
export async function countedUpload<T>(
  storage: ObjectStorage,
  account: string,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  return storage.inFlights.during(async (flight) => {
    const progress = { flight, bytes: 0 };
    try {
      return await work(progress);
    } catch (thrown) {
      await countWritten(storage, account, progress);
      throw thrown;
    }
  });
}

/** Counts what an upload has written as dropped; whatever has become of the upload stays so when that fails. */
export async function countWritten(
  { store, clock, log }: ObjectStorage,
  account: string,
  { bytes }: Progress,
): Promise<void> {
  try {
    await store.room.countDropped(account, BigInt(bytes), microseconds(clock));
  } catch (err) {
    log.warn({ err, account }, 'what an upload wrote is not counted as dropped');
  }
}

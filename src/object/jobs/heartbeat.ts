import { giveUpReservationsOf } from '#platform/quota/recovery';
import type { ObjectStorage } from '../domain/object-storage.ts';
import { microseconds } from '../domain/microseconds.ts';

/** How long a process counts as alive after its last word, in microseconds; it says one every ten seconds. */
const ALIVE = 30_000_000n;
/** The clock must have run steadily for longer than that before anybody is taken for dead by it (F8). */
const STEADY_MS = 60_000;
/** Processes that are gone are remembered while reservations of theirs may turn up. */
const REMEMBERED = 86_400_000_000n;

/**
 * Says that this process lives and what it has in flight, and gives back what uploads of processes that are gone had
 * reserved.
 */
export async function beatHeart(storage: ObjectStorage): Promise<void> {
  const { store, clock, inFlights, processId } = storage;
  const now = microseconds(clock);
  inFlights.saw(
    await store.processes.beat({ id: processId, aliveUntil: now + ALIVE, oldest: inFlights.oldest() }),
  );
  if (!storage.clockWatch.steadyFor(STEADY_MS)) return;
  await giveUpReservationsOf(storage.ledger, await store.processes.gone(now));
  await store.processes.forget(now - REMEMBERED);
}

/** The last word of a process that stops: whatever it had reserved is given back by the others or after its next start. */
export async function stopHeart({ store, clock, processId }: ObjectStorage): Promise<void> {
  await store.processes.beat({ id: processId, aliveUntil: 0n, oldest: microseconds(clock) });
}

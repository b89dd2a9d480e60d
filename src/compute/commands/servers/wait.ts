import { setTimeout } from 'node:timers/promises';
import { CommandError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';

/** Between two looks. */
const LOOK_MS = 250;
/** An image of many GiB takes its time to be written. */
const LONGEST_MS = 60 * 60_000;

/** The newest thing that was asked of a server; undefined where nothing ever was. */
export async function newestChange({ store }: Compute, server: number): Promise<string | undefined> {
  const [newest] = await store.intents.newestOf(server, { limit: 1 });
  return newest?.id;
}

/** Waits until all that was asked of a server since `before` has ended, and throws when the last of it failed. */
export async function waitForChanges(
  { service: { store }, out, signal }: Pick<ServiceRun<Compute>, 'service' | 'out' | 'signal'>,
  server: number,
  before?: string,
): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  const told = new Set<bigint>();
  for (;;) {
    const open = await store.intents.openOf(server);
    for (const { jobId } of open) {
      if (jobId === null || told.has(jobId)) continue;
      told.add(jobId);
      out.note(`Issued job '${jobId}'. Waiting to complete...`);
    }
    if (open.length === 0) break;
    if (performance.now() > end) throw new CommandError(`Server ${server} is still being changed.`);
    await setTimeout(LOOK_MS, undefined, { signal });
  }
  const [last] = await store.intents.newestOf(server, { limit: 1 });
  if (last?.id === before) return;
  if (last?.state !== 'failed') return out.note('Job finished successfully.');
  const [diagnostic] = await store.diagnostics.of(server, 1);
  throw new CommandError(`Job failed! Error: ${diagnostic?.message ?? 'no reason is known'}`);
}

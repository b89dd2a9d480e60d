import type { InstanceHealth } from '#contract/ganeti-events';
import { BadNews } from './bad-news.ts';
import type { Compute } from '../compute.ts';
import { diagnose } from './diagnose.ts';

const SOURCE = 'hypervisor';
/** A machine that dies again and again must not fill the table; what happened last is what matters. */
const KEPT_DIAGNOSTICS = 50;

/**
 * What a back end tells of a machine that should run: what is wrong with it, or that nothing is any more. Harmless to repeat
 * and indifferent to order: the newest message makes the state, and each is kept among what happened. Throws BadNews when a cluster speaks of another's machine (D2).
 */
export async function applyHealth(compute: Compute, id: number, event: InstanceHealth): Promise<void> {
  const { store, clock } = compute;
  await store.transaction(async (tx) => {
    const server = await tx.servers.lock(id);
    if (server === undefined || server.deleted) return;
    const backend = (await tx.backends.find(server.backendId))!;
    if (backend.clustername !== event.cluster)
      throw new BadNews(
        `cluster ${event.cluster} speaks of ${event.instance}, which is not one of its machines`,
      );
    const serial = BigInt(event.serial);
    const { trouble, level, message, details } = event;
    if (serial > server.healthSerial)
      await tx.servers.update(id, { trouble, healthSerial: serial, updated: clock.now() });
    if (message === undefined) return;
    const at = new Date(event.event_time[0] * 1000 + Math.floor(event.event_time[1] / 1000));
    await diagnose(compute, tx, id, {
      key: `health:${serial}`,
      level,
      code: trouble ?? '',
      source: SOURCE,
      message,
      details,
      at,
    });
    await tx.diagnostics.trim(id, { source: SOURCE, keep: KEPT_DIAGNOSTICS });
  });
}

import {
  ClusterStatusEvent,
  EVENT_EXCHANGE,
  NetworkStatusEvent,
  OpStatusEvent,
  ProgressEvent,
} from '#contract/ganeti-events';
import { type Bus, type Consumer, type Delivery, RejectMessage } from '#platform/bus';
import { refreshBackend } from '../domain/backends/backends.ts';
import { BadNews } from '../domain/servers/bad-news.ts';
import type { Compute } from '../domain/compute.ts';
import { applyJobEvent, applyProgress } from '../domain/servers/events.ts';

/** The queues of spec/compute-backend 2.1 and what is done with their messages. */
export async function startDispatching(compute: Compute, bus: Bus): Promise<{ stop(): Promise<void> }> {
  const prefix = compute.settings.BACKEND_PREFIX_ID.split('-', 1)[0]!;
  const consumers: Consumer[] = [];
  const consume = async (
    queue: string,
    pattern: string,
    handle: (body: unknown) => Promise<void>,
  ): Promise<void> => {
    const definition = {
      queue: `${prefix}-events-${queue}`,
      bindings: [{ exchange: EVENT_EXCHANGE, pattern }],
    };
    consumers.push(await bus.consume(definition, (delivery) => guarded(compute, delivery, handle)));
  };
  await consume('op', `ganeti.${prefix}.event.op`, (body) =>
    applyJobEvent(compute, OpStatusEvent.parse(body)),
  );
  await consume('progress', `ganeti.${prefix}.event.progress`, (body) =>
    applyProgress(compute, ProgressEvent.parse(body)),
  );
  // Networks of a back end are not ours yet: what is told of them is taken in, so that nothing waits for ever.
  await consume(
    'network',
    `ganeti.${prefix}.event.network`,
    async (body) => void NetworkStatusEvent.parse(body),
  );
  await consume('cluster', 'ganeti.event.cluster', (body) =>
    refreshCluster(compute, ClusterStatusEvent.parse(body)),
  );
  return {
    stop: async () => {
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
  };
}

/** What cannot become right by repeating is a dead letter at once; everything else is tried again (D7). */
async function guarded(
  { log }: Compute,
  delivery: Delivery,
  handle: (body: unknown) => Promise<void>,
): Promise<void> {
  try {
    await handle(delivery.body);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (error instanceof BadNews) throw new RejectMessage(error.message, { cause: error });
    if (name === 'ZodError' || name === '$ZodError')
      throw new RejectMessage('the message is not of the known form', { cause: error });
    log.warn(
      { err: error, message: delivery.id, attempt: delivery.attempt },
      'a message of a back end is tried again',
    );
    throw error;
  }
}

async function refreshCluster(compute: Compute, event: ClusterStatusEvent): Promise<void> {
  const backend = await compute.store.backends.findByName(event.cluster);
  if (backend !== undefined && !backend.offline) await refreshBackend(compute, backend);
}

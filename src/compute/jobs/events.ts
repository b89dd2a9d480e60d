import {
  CLUSTER_EVENT_KEY,
  ClusterStatusEvent,
  EVENT_EXCHANGE,
  eventKey,
  NetworkStatusEvent,
  OpStatusEvent,
  ProgressEvent,
} from '#contract/ganeti-events';
import { defineEvent } from '#platform/bus/define-event';
import { refreshBackend } from '../domain/backends/backends.ts';
import type { Compute } from '../domain/compute.ts';
import { applyNetworkEvent } from '../domain/ports/network-events.ts';
import { applyJobEvent, applyProgress } from '../domain/servers/events.ts';
import type { ComputeSettings } from '../settings.ts';

type Settings = Pick<ComputeSettings, 'BACKEND_PREFIX_ID'>;

/** The queues of spec/compute-backend 2.1; clouds that share a broker differ in the prefix. */
const queue =
  (name: string) =>
  ({ BACKEND_PREFIX_ID }: Settings): string =>
    `${BACKEND_PREFIX_ID.split('-', 1)[0]!}-events-${name}`;

/** Servers whose news are in hand at a time: those that only say how far a job is are written together. */
const NEWS_AT_ONCE = 64;

/** How a job of a back end fares. */
const opEvent = defineEvent({
  name: queue('op'),
  exchange: EVENT_EXCHANGE,
  topic: ({ BACKEND_PREFIX_ID }: Settings) => eventKey('op', BACKEND_PREFIX_ID),
  payload: OpStatusEvent,
  run: applyJobEvent,
  concurrency: NEWS_AT_ONCE,
});

/** How far a new machine is, and how it fares. */
const progressEvent = defineEvent({
  name: queue('progress'),
  exchange: EVENT_EXCHANGE,
  topic: ({ BACKEND_PREFIX_ID }: Settings) => eventKey('progress', BACKEND_PREFIX_ID),
  payload: ProgressEvent,
  run: applyProgress,
});

/** How a job of a network fares. */
const networkEvent = defineEvent({
  name: queue('network'),
  exchange: EVENT_EXCHANGE,
  topic: ({ BACKEND_PREFIX_ID }: Settings) => eventKey('network', BACKEND_PREFIX_ID),
  payload: NetworkStatusEvent,
  run: applyNetworkEvent,
});

/** What a cluster says of itself. */
const clusterEvent = defineEvent({
  name: queue('cluster'),
  exchange: EVENT_EXCHANGE,
  topic: (_: Settings) => CLUSTER_EVENT_KEY,
  payload: ClusterStatusEvent,
  run: async (compute: Compute, event) => {
    const backend = await compute.store.backends.findByName(event.cluster);
    if (backend !== undefined && !backend.offline) await refreshBackend(compute, backend);
  },
});

/** What compute takes in of the bus. */
export const computeEvents = [opEvent, progressEvent, networkEvent, clusterEvent] as const;

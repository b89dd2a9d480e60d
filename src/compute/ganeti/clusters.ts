import { httpTransport, type Transport } from '#contract/transport';
import type { Clock } from '#platform/clock';
import { Secret } from '#platform/secret';
import type { BackendRow } from '../store/backends/backends.ts';
import { type Sealer, sealContext } from '../store/sealing.ts';
import { withBreaker } from './breaker.ts';
import { type Cluster, ClusterFailure } from './cluster.ts';
import { PinnedAgent } from './pinned-agent.ts';
import { rapiClient } from './rapi-client.ts';

/** Back ends that were not asked for so long may have changed their account: clients are made anew when their row changes. */
export interface ClusterDoor {
  clusterOf(backend: BackendRow): Cluster;
}

/**
 * Opens the way to back ends by the address in their row: `role:vmhost` for the embedded manager, `unix:/path`, or
 * `https://host:port` with the pinned certificate. An offline back end is never contacted: it throws ClusterFailure.
 */
export function clusterDoor(options: {
  sealer: Sealer;
  clock: Clock;
  transportTo(role: 'vmhost'): Transport;
}): ClusterDoor {
  const clients = new Map<number, { key: string; cluster: Cluster }>();
  return {
    clusterOf: (backend) => {
      if (backend.offline)
        throw new ClusterFailure('unsent', `The back end ${backend.clustername} is offline.`);
      const { address, username, passwordSealed: sealed, fingerprint, clustername } = backend;
      const key = JSON.stringify([address, username, sealed, fingerprint]);
      const known = clients.get(backend.id);
      if (known?.key === key) return known.cluster;
      const password = new Secret(options.sealer.open(sealed, sealContext(clustername)));
      const transport = transportOf(address, fingerprint, options);
      const client = rapiClient(transport, { username, password }, options.clock);
      const cluster = withBreaker(client, clustername, options.clock);
      clients.set(backend.id, { key, cluster });
      return cluster;
    },
  };
}

function transportOf(
  address: string,
  fingerprint: string | null,
  options: { transportTo(role: 'vmhost'): Transport },
): Transport {
  if (address === 'role:vmhost') return options.transportTo('vmhost');
  if (address.startsWith('unix:/')) return httpTransport(address);
  if (address.startsWith('https://')) return httpTransport(address, { agent: new PinnedAgent(fingerprint) });
  throw new ClusterFailure('refused', 'The address of a back end is https://…, unix:/… or role:vmhost.');
}

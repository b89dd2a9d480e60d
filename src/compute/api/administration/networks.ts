import { z } from 'zod';
import { COMPUTE_ADMINISTRATION_PREFIX } from '#contract/compute-administration';
import {
  type AdministeredNetwork,
  AdministeredNetworkReply,
  AdministeredNetworksReply,
} from '#contract/network-administration';
import { NETWORK_TYPES } from '#contract/network-words';
import { networkName } from '../../domain/names.ts';
import { fail } from '../../errors.ts';
import type { NetworkFigures } from '../../store/networks/administration-networks.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import { wireTime } from '../protocol.ts';
import { administrator, networkParams, route } from '../route.ts';
import { flagWord, partWords, textWord } from './questions.ts';

const NETWORKS = `${COMPUTE_ADMINISTRATION_PREFIX}/networks`;

const listNetworks = route({
  method: 'GET',
  path: NETWORKS,
  access: administrator,
  summary: 'Networks of the whole cloud, the newest first or by name',
  query: z.object({
    ...partWords,
    match: textWord(300).optional(),
    owner: textWord(100).optional(),
    project: textWord(100).optional(),
    type: z.enum(NETWORK_TYPES).optional(),
    public: flagWord.optional(),
    drained: flagWord.optional(),
    deleted: flagWord.default(false),
    order: z.enum(['created', 'name']).default('created'),
    down: flagWord.default(false),
  }),
  reply: { 200: AdministeredNetworksReply },
  async handle({ service: { store }, query }) {
    const { rows, total } = await store.administeredNetworks.list({
      ...query,
      match: query.match,
      owner: query.owner,
      project: query.project,
      type: query.type,
      public: query.public,
      drained: query.drained,
    });
    const figures = await store.administeredNetworks.figures(rows.map(({ id }) => id));
    return { body: { networks: rows.map((row) => listed(row, figures.get(row.id)!)), total } };
  },
});

function listed(row: NetworkRow, { cidrs, ports, ...addresses }: NetworkFigures): AdministeredNetwork {
  return {
    id: row.id,
    name: row.name,
    user_id: row.userId,
    tenant_id: row.project,
    shared_to_project: row.sharedToProject,
    type: row.type,
    public: row.public,
    floating_ip_pool: row.floatingIpPool,
    drained: row.drained,
    deleted: row.deleted,
    action: row.action,
    status: row.state,
    mode: row.mode,
    link: row.link,
    mac_prefix: row.macPrefix,
    cidrs,
    ports,
    addresses,
    created: wireTime(row.created),
    updated: wireTime(row.updated),
  };
}

const showNetwork = route({
  method: 'GET',
  path: `${NETWORKS}/:id`,
  access: administrator,
  summary: 'One network of the cloud, with its subnets and the back ends that have it',
  params: networkParams,
  reply: { 200: AdministeredNetworkReply },
  async handle({ service: { store, settings }, params: { id } }) {
    const row = (await store.networks.find(id)) ?? fail('network_not_found', { id });
    const [figures, subnets, places, backends] = await Promise.all([
      store.administeredNetworks.figures([id]),
      store.subnets.ofNetworks([id]),
      store.backendNetworks.of(id),
      store.backends.all(),
    ]);
    const clusters = new Map(backends.map((backend) => [backend.id, backend.clustername]));
    return {
      body: {
        network: {
          ...listed(row, figures.get(id)!),
          backend_name: networkName(settings.BACKEND_PREFIX_ID, id),
          tags: row.tags,
          subnets: subnets.map((subnet) => ({
            id: subnet.id,
            name: subnet.name,
            ip_version: subnet.ipVersion,
            cidr: subnet.cidr,
            gateway_ip: subnet.gateway,
            enable_dhcp: subnet.dhcp,
            dns_nameservers: subnet.dnsNameservers,
            deleted: subnet.deleted,
          })),
          backends: places.map((place) => ({
            id: place.backendId,
            clustername: clusters.get(place.backendId) ?? '',
            status: place.state,
            mac_prefix: place.macPrefix,
            updated: wireTime(place.updated),
          })),
        },
      },
    };
  },
});

export const administeredNetworkRoutes = [listNetworks, showNetwork];

import { z } from 'zod';
import { COMPUTE_ADMINISTRATION_PREFIX } from '#contract/compute-administration';
import { type AdministeredPool, AdministeredPoolsReply } from '#contract/network-administration';
import { addressAt } from '../../domain/networks/addresses.ts';
import { valueAt } from '../../domain/networks/pools.ts';
import type { AdministeredPoolRow } from '../../store/networks/administration-pools.ts';
import { administrator, route } from '../route.ts';
import { flagWord, numberWord, partWords } from './questions.ts';

const listPools = route({
  method: 'GET',
  path: `${COMPUTE_ADMINISTRATION_PREFIX}/pools`,
  access: administrator,
  summary: 'Pools of bridges, MAC prefixes and addresses, and how full each is',
  query: z.object({
    ...partWords,
    kind: z.enum(['bridge', 'mac-prefix', 'ipv4']).optional(),
    network: numberWord.transform(Number).optional(),
    public: flagWord.optional(),
    order: z.enum(['id', 'fullest']).default('id'),
  }),
  reply: { 200: AdministeredPoolsReply },
  async handle({ service: { store }, query: { offset, limit, kind, network, public: isPublic, order } }) {
    const wanted = { offset, limit, kind, network, public: isPublic, order };
    const { rows, total } = await store.administeredPools.list(wanted);
    return { body: { pools: rows.map(poolDocument), total } };
  },
});

function poolDocument(row: AdministeredPoolRow): AdministeredPool {
  const at = (index: number) => (row.kind === 'ipv4' ? addressAt(row, index) : valueAt(row, index));
  const { networkId: id, networkName: name, cidr, public: isPublic } = row;
  return {
    id: row.id,
    kind: row.kind,
    first: at(0),
    last: at(row.size - 1),
    size: row.size,
    free: row.free,
    reserved: row.reserved,
    cooling: row.cooling,
    network: id === null ? null : { id, name: name!, cidr: cidr!, public: isPublic! },
  };
}

export const administeredPoolRoutes = [listPools];

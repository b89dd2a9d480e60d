import { isIP } from 'node:net';
import { z } from 'zod';
import { COMPUTE_ADMINISTRATION_PREFIX } from '#contract/compute-administration';
import { AddressHoldingsReply, AdministeredAddressesReply } from '#contract/network-administration';
import { wireTime } from '../protocol.ts';
import { administrator, route } from '../route.ts';
import { flagWord, numberWord, partWords, textWord } from './questions.ts';

const ADDRESSES = `${COMPUTE_ADMINISTRATION_PREFIX}/addresses`;
const DAY_MS = 86_400_000;

const listAddresses = route({
  method: 'GET',
  path: ADDRESSES,
  access: administrator,
  summary: 'IPv4 addresses in use in the whole cloud, and who has them',
  query: z.object({
    ...partWords,
    match: z
      .string()
      .regex(/^[\d.]{1,15}$/, 'is no beginning of an address')
      .optional(),
    network: numberWord.transform(Number).optional(),
    owner: textWord(100).optional(),
    floating: flagWord.optional(),
  }),
  reply: { 200: AdministeredAddressesReply },
  async handle({ service: { store }, query: { offset, limit, match, network, owner, floating } }) {
    const wanted = { offset, limit, match, network, owner, floating };
    const { rows, total } = await store.administeredAddresses.list(wanted);
    const addresses = rows.map((row) => ({
      address: row.address,
      network_id: row.networkId,
      network_name: row.networkName,
      public: row.public,
      floating_ip: row.floatingIpId,
      port: row.portId,
      server: row.serverId,
      server_name: row.serverName,
      user_id: row.userId,
      tenant_id: row.project,
      created: wireTime(row.created),
    }));
    return { body: { addresses, total } };
  },
});

const dayWord = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'is no day')
  .transform((text) => new Date(`${text}T00:00:00Z`))
  .refine((day) => !Number.isNaN(day.getTime()), 'is no day');

const listHoldings = route({
  method: 'GET',
  path: `${ADDRESSES}/history`,
  access: administrator,
  summary: 'Which servers had a public address, or which a server had, ever or on a day, the newest first',
  query: z
    .object({
      ...partWords,
      address: z
        .string()
        .max(45)
        .refine((text) => isIP(text) !== 0, 'is no address')
        .optional(),
      server: numberWord.transform(Number).optional(),
      /** In UTC. */
      day: dayWord.optional(),
    })
    // One of both is what the log is found by.
    .refine(
      ({ address, server }) => address !== undefined || server !== undefined,
      'names no address and no server',
    ),
  reply: { 200: AddressHoldingsReply },
  async handle({ service: { store }, query: { offset, limit, address, server, day } }) {
    const until = day && new Date(day.getTime() + DAY_MS);
    const wanted = { offset, limit, address, server, from: day, until };
    const { rows, total } = await store.administeredAddresses.holdings(wanted);
    const holdings = rows.map((row) => ({
      id: String(row.id),
      address: row.address,
      network_id: row.networkId,
      server: row.serverId,
      server_name: row.serverName,
      user_id: row.userId,
      from: wireTime(row.from),
      until: row.until && wireTime(row.until),
      reason: row.reason,
      end_reason: row.endReason,
    }));
    return { body: { holdings, total } };
  },
});

export const administeredAddressRoutes = [listAddresses, listHoldings];

import { z } from 'zod';
import { Link } from './compute.ts';
import { NETWORK_TYPES } from './network-words.ts';
import { optional } from './scalars.ts';

/* Networks as the compute service had them before there was a network service (spec/compute-api 3.8): one with its subnets. */

const BriefOldNetwork = z.object({ id: z.string(), name: z.string(), links: z.array(Link) });
export type BriefOldNetwork = z.infer<typeof BriefOldNetwork>;

export const OldNetwork = z.object({
  ...BriefOldNetwork.shape,
  user_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  cidr: z.string().nullable(),
  cidr6: z.string().nullable(),
  gateway: z.string().nullable(),
  gateway6: z.string().nullable(),
  dhcp: z.boolean(),
  type: z.enum(NETWORK_TYPES),
  status: z.string(),
  public: z.boolean(),
  created: z.string(),
  updated: z.string(),
  /** Cards of servers: `nic-<server>-<place>`. */
  attachments: z.array(z.string()),
});
export type OldNetwork = z.infer<typeof OldNetwork>;

export const OldNetworkReply = z.object({ network: OldNetwork });
export const OldNetworksReply = z.object({ networks: z.array(OldNetwork) });
export const BriefOldNetworksReply = z.object({ networks: z.array(BriefOldNetwork) });

/** A gateway that is not named is none. */
export const NewOldNetworkBody = z.object({
  network: z.object({
    name: z.string(),
    type: z.string(),
    public: optional(z.boolean()),
    cidr: optional(z.string()),
    cidr6: optional(z.string()),
    gateway: optional(z.string()),
    gateway6: optional(z.string()),
    dhcp: optional(z.boolean()),
  }),
});

/** Number of a server, as a number or as text. */
const serverNumber = z.union([
  z.number().int().positive().max(999_999_999),
  z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'is not a number')
    .transform(Number),
]);
export const AddToNetworkBody = z.object({ add: z.object({ serverRef: serverNumber }) });
export const RemoveFromNetworkBody = z.object({ remove: z.object({ attachment: z.string().max(64) }) });

import { NETWORK_TYPES, type NetworkType } from '#contract/network-words';
import { withHold } from '#platform/quota/hold';
import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Store } from '../../store/store.ts';
import { ofUser, record } from '../audit.ts';
import type { Caller, Compute } from '../compute.ts';
import { checkNetworkName } from './names.ts';
import { takeValue } from './pools.ts';
import { checkProject, networkCharge } from './charges.ts';
import { insertSubnet, type WantedSubnet } from './subnets.ts';

/** What a user asks for a network with. */
export interface WantedUserNetwork {
  name: string;
  type: string;
  project?: string | undefined;
  sharedToProject: boolean;
  /** Made with it; without them it gets its subnets later, or none. */
  subnets?: readonly WantedSubnet[];
}

/** Makes a private network of the caller's. It is made in a back end when the first port needs it there. */
export async function createUserNetwork(
  compute: Compute,
  caller: Caller,
  wanted: WantedUserNetwork,
): Promise<NetworkRow> {
  const name = checkNetworkName(wanted.name);
  const type = NETWORK_TYPES.find((known) => known === wanted.type);
  if (type === undefined) fail('bad_network_type', { type: wanted.type.slice(0, 64) });
  if (!compute.settings.API_ENABLED_NETWORK_FLAVORS.includes(type)) fail('network_type_closed', { type });
  const project = checkProject(compute, caller, wanted);
  const charge = networkCharge(caller.user, project, 1n);
  const network = await withHold(
    compute.ledger,
    { name: `network ${name}`.slice(0, 100).toWellFormed(), charges: [charge], decision: 'accept' },
    async (tx) => {
      const owner = { userId: caller.user, project, sharedToProject: wanted.sharedToProject };
      const made = await recordNetwork(compute, tx, { name, type, owner });
      await record(compute, tx, caller, {
        action: 'network.create',
        ...ofUser('network', made),
        details: { type },
      });
      for (const subnet of wanted.subnets ?? []) await insertSubnet(compute, tx, made, subnet);
      return made;
    },
  );
  compute.killPoint('compute.network.created');
  return network;
}

/** What a network is made of; where nothing is said, what its type has. */
export interface NewNetwork {
  name: string;
  type: NetworkType;
  /** Undefined for the operator's own. */
  owner?: { userId: string; project: string | null; sharedToProject: boolean } | undefined;
  public?: boolean | undefined;
  floatingIpPool?: boolean | undefined;
  drained?: boolean | undefined;
  mode?: string | undefined;
  link?: string | undefined;
  macPrefix?: string | undefined;
  tags?: readonly string[] | undefined;
}

const MODES: Readonly<Record<NetworkType, string>> = {
  CUSTOM: 'bridged',
  MAC_FILTERED: 'bridged',
  PHYSICAL_VLAN: 'bridged',
  IP_LESS_ROUTED: 'routed',
};

/** Tells the scripts of the nodes how the network is isolated. */
const TAGS: Readonly<Record<NetworkType, string[]>> = {
  CUSTOM: [],
  MAC_FILTERED: ['private-filtered'],
  PHYSICAL_VLAN: ['physical-vlan'],
  IP_LESS_ROUTED: ['ip-less-routed'],
};

/** Writes a network, with a bridge or a MAC prefix of its own where its type has one, in the caller's transaction. */
export async function recordNetwork(compute: Compute, tx: Store, wanted: NewNetwork): Promise<NetworkRow> {
  const { clock, ids, settings } = compute;
  const { type, owner = { userId: null, project: null, sharedToProject: false } } = wanted;
  const now = clock.now();
  const network = await tx.networks.insert({
    name: wanted.name,
    type,
    mode: wanted.mode ?? MODES[type],
    // A link of its own needs the number, which is not known yet.
    link: wanted.link ?? ids.uuid(),
    macPrefix: wanted.macPrefix ?? settings.DEFAULT_MAC_PREFIX,
    tags: [...(wanted.tags ?? TAGS[type])],
    public: wanted.public ?? false,
    floatingIpPool: wanted.floatingIpPool ?? false,
    drained: wanted.drained ?? false,
    deleted: false,
    action: 'CREATE',
    ...owner,
    state: 'ACTIVE',
    created: now,
    updated: now,
  });
  const changes = {
    ...(type === 'MAC_FILTERED' ? { macPrefix: await takeValue(tx, 'mac-prefix') } : {}),
    ...(wanted.link === undefined || type === 'PHYSICAL_VLAN'
      ? { link: await linkOf(compute, tx, network) }
      : {}),
  };
  if (Object.keys(changes).length > 0) await tx.networks.update(network.id, changes);
  return { ...network, ...changes };
}

async function linkOf({ settings }: Compute, tx: Store, { id, type }: NetworkRow): Promise<string> {
  switch (type) {
    case 'PHYSICAL_VLAN':
      return takeValue(tx, 'bridge');
    case 'MAC_FILTERED':
      return settings.DEFAULT_MAC_FILTERED_BRIDGE;
    case 'IP_LESS_ROUTED':
      return `${settings.BACKEND_PREFIX_ID}link-${id}`;
    case 'CUSTOM':
      return settings.DEFAULT_BRIDGE;
  }
}

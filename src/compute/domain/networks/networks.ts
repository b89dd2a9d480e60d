import { fail } from '../../errors.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Caller, Compute } from '../compute.ts';
import { USER_MODE_LINK } from '../ports/user-mode.ts';
import { recordNetwork } from './create.ts';

/** Networks the caller sees, or with `since` what changed among them. */
export async function listNetworks({ store }: Compute, caller: Caller, since?: Date): Promise<NetworkRow[]> {
  return store.networks.visible(caller, since === undefined ? {} : { since });
}

/** One network, deleted ones included. */
export async function findNetwork({ store }: Compute, caller: Caller, id: number): Promise<NetworkRow> {
  const [found] = await store.networks.visible(caller, { ids: [id] });
  return found ?? fail('network_not_found', { id });
}

/** Makes a network of the operator's. With link `user` it is user-mode networking of the embedded manager. */
export async function createNetwork(
  compute: Compute,
  wanted: { name: string; link?: string; public?: boolean },
): Promise<NetworkRow> {
  const { name, link = USER_MODE_LINK } = wanted;
  const open = wanted.public ?? true;
  return compute.store.transaction((tx) =>
    recordNetwork(compute, tx, { name, type: 'CUSTOM', mode: 'routed', link, public: open }),
  );
}

/** Makes sure that there is user-mode networking: the network of that link, made when there is none. For set-up, which may be repeated. */
export async function ensureUserNetwork(compute: Compute, name: string): Promise<NetworkRow> {
  const [found] = await compute.store.networks.ofLink(USER_MODE_LINK);
  return found ?? createNetwork(compute, { name });
}

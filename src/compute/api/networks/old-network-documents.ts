import { COMPUTE_PREFIX } from '#contract/compute';
import type { BriefOldNetwork, OldNetwork } from '#contract/old-network';
import type { Caller, Compute } from '../../domain/compute.ts';
import { attachmentOf } from '../../domain/ports/attachments.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import { linksOf } from '../documents.ts';
import { wireTime } from '../protocol.ts';
import { statusOf } from './documents.ts';

export function briefOldNetwork(compute: Compute, { id, name }: NetworkRow): BriefOldNetwork {
  return { id: String(id), name, links: linksOf(compute, `${COMPUTE_PREFIX}/networks`, id) };
}

/** Networks with their subnets, and with the cards in them that the caller sees. */
export async function oldNetworkDocuments(
  compute: Compute,
  caller: Caller,
  rows: readonly NetworkRow[],
): Promise<OldNetwork[]> {
  const ids = rows.map(({ id }) => id);
  const { store } = compute;
  const subnets = Map.groupBy(await store.subnets.ofNetworks(ids), ({ networkId }) => networkId);
  const ports = Map.groupBy(
    await store.ports.visible(caller, { networks: ids }),
    ({ networkId }) => networkId,
  );
  return rows.map((row) => {
    const of = subnets.get(row.id) ?? [];
    const [four, six] = ([4, 6] as const).map((version) => of.find(({ ipVersion }) => ipVersion === version));
    return {
      ...briefOldNetwork(compute, row),
      user_id: row.userId,
      tenant_id: row.project,
      cidr: four?.cidr ?? null,
      cidr6: six?.cidr ?? null,
      gateway: four?.gateway ?? null,
      gateway6: six?.gateway ?? null,
      dhcp: (four ?? six)?.dhcp ?? false,
      type: row.type,
      status: statusOf(row),
      public: row.public,
      created: wireTime(row.created),
      updated: wireTime(row.updated),
      attachments: (ports.get(row.id) ?? []).flatMap((port) => attachmentOf(port) ?? []),
    };
  });
}

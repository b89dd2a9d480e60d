import type { WrittenVersion, VersionDraft, ContainerRow } from '../../store/rows.ts';
import type { BlockProof } from '../../store/blocks/proofs.ts';
import type { Sharing } from '../../store/sharing.ts';
import { NORMAL } from '../../store/schema.ts';
import { ServiceError } from '#platform/errors';
import { fail } from '../../errors.ts';
import { type Change, changeContainers } from '../containers/change-containers.ts';
import type { CurrentObject, ObjectDraft } from '../versions.ts';
import { requireRight } from '../sharing/access.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';
import { checkHorizon, requireShared } from '../blocks/horizon.ts';
import type { InFlight } from '../blocks/in-flight.ts';
import type { Reservation } from '#platform/quota/reservations';

/** One object's change, decided when its container is locked. */
export interface ObjectWrite {
  name: string;
  caller: Caller;
  /** Makes the version from what stands there, and at `from`; throws to refuse. A mark of deletion is given as undefined. */
  decide(
    current: CurrentObject | undefined,
    container: ContainerRow,
    source: CurrentObject | undefined,
  ): VersionDraft;
  /** Name of the object in the same container that this one is made of. */
  from?: string;
  /** Replaces who may read and write; only for owners, which is checked before. */
  sharing?: Sharing;
  /** Blocks that were uploaded for it: proved for the caller and for the account. */
  uploaded?: readonly BlockProof[];
  /** Blocks named by a hash list: no longer loose. */
  named?: readonly string[];
  /** Blocks of another object that it shares: they must be there still when it is committed. */
  shared?: readonly string[];
  reserved?: readonly Reservation[];
  /** What wrote or asked for the blocks; needed unless the write uses only what a version of the container uses. */
  flight?: InFlight;
  /** Sharing and public links of what stood there end with it. */
  endsPath?: boolean;
}

/** Commits writes of different objects of a container in one transaction. Gives what became of each; throws when all failed. */
export async function commitBatch(
  storage: ObjectStorage,
  containerId: bigint,
  writes: readonly ObjectWrite[],
  committed: (() => void) | undefined,
): Promise<(WrittenVersion | Error)[]> {
  const reserved = writes.flatMap((write) => write.reserved ?? []);
  const name = writes.length === 1 ? (writes[0]?.name ?? '') : `${writes.length} objects`;
  const options = { name, reserved, ...(committed === undefined ? {} : { committed }) };
  return changeContainers(storage, [containerId], options, async (change) => {
    const container = change.container(containerId);
    const outcomes: (WrittenVersion | Error | undefined)[] = [];
    const standing = await change.current(
      container,
      writes.flatMap(({ name: written, from }) => (from === undefined ? [written] : [written, from])),
    );
    const drafts: (ObjectDraft & { index: number })[] = [];
    await checkHorizon(
      change.tx,
      writes.flatMap(({ flight }) => flight ?? []),
    );
    await requireShared(
      storage,
      writes.flatMap(({ shared }) => shared ?? []),
    );
    for (const [index, write] of writes.entries()) {
      const refusal = await draftOf(storage, change, container, write, standing).then(
        (draft) => void drafts.push({ name: write.name, current: standing.get(write.name), draft, index }),
        (error: unknown) => error,
      );
      if (refusal === undefined) continue;
      // A refused write must not leave its reservation to the others: such batches are taken apart.
      if (!(refusal instanceof ServiceError) || reserved.length > 0) {
        throw refusal instanceof Error ? refusal : new Error('a write was refused', { cause: refusal });
      }
      outcomes[index] = refusal;
    }
    if (drafts.length > 0) {
      const written = await change.writeAll(container, drafts);
      for (const [at, { index }] of drafts.entries()) outcomes[index] = written[at];
      await recordPossession(
        storage,
        change,
        container,
        drafts.map(({ index }) => writes[index]!),
      );
    }
    return outcomes as (WrittenVersion | Error)[];
  });
}

/** Rights are asked again at the end: they may have been taken away while the bytes arrived. */
async function draftOf(
  storage: ObjectStorage,
  change: Change,
  container: ContainerRow,
  write: ObjectWrite,
  standing: ReadonlyMap<string, CurrentObject>,
): Promise<VersionDraft> {
  const path = { account: container.account, container: container.name, name: write.name };
  if (write.caller.user !== container.account) await requireRight(change.tx, write.caller, path, 'write');
  const live = (name: string | undefined): CurrentObject | undefined => {
    const found = name === undefined ? undefined : standing.get(name);
    return found?.cluster === NORMAL ? found : undefined;
  };
  const draft = write.decide(live(write.name), container, live(write.from));
  if (draft.attributes.size > storage.limits.maxMetadata)
    fail('too_many_metadata', { limit: storage.limits.maxMetadata });
  return draft;
}

async function recordPossession(
  storage: ObjectStorage,
  change: Change,
  container: ContainerRow,
  writes: readonly ObjectWrite[],
): Promise<void> {
  const now = microseconds(storage.clock);
  const uploads = writes.filter(({ uploaded }) => (uploaded?.length ?? 0) > 0);
  const byHolder = Map.groupBy(
    uploads.flatMap(({ caller, uploaded }) =>
      (uploaded ?? []).map((proof) => ({ holder: caller.user, proof })),
    ),
    ({ holder }) => holder,
  );
  for (const [holder, rows] of [...byHolder].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const proofs = rows.map(({ proof }) => proof);
    await change.tx.proofs.prove([holder, container.account], proofs, { pending: false, now });
  }
  const ended = writes.flatMap(({ endsPath, name }) => (endsPath === true ? [name] : []));
  if (ended.length > 0) {
    await change.tx.sharing.endPaths(container, ended);
    storage.killPoint('object.delete.rows-written');
  }
  for (const { caller, named, sharing, name } of writes) {
    if (named !== undefined) await change.tx.proofs.settle(caller.user, named);
    if (sharing !== undefined) {
      await change.tx.sharing.set({ account: container.account, container: container.name, name }, sharing);
    }
  }
}

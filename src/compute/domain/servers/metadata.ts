import { fail } from '../../errors.ts';
import type { Caller, Compute } from '../compute.ts';
import { isStorable } from '#contract/json';
import { checkMetadata } from './new-server-checks.ts';
import { changeServer, findServer } from './actions.ts';

export async function readMetadata(
  compute: Compute,
  caller: Caller,
  id: number,
): Promise<Record<string, string>> {
  await findServer(compute, caller, id);
  return compute.store.metadata.of(id);
}

/** Adds to and replaces among the pairs; gives all that stand afterwards. */
export async function mergeMetadata(
  compute: Compute,
  caller: Caller,
  id: number,
  pairs: Record<string, string>,
): Promise<Record<string, string>> {
  const { settings, clock } = compute;
  const limit = settings.CYCLADES_VM_MAX_METADATA;
  checkMetadata(pairs, limit);
  return changeServer(compute, caller, id, async (tx) => {
    const after = { ...(await tx.metadata.of(id)), ...pairs };
    if (Object.keys(after).length > limit) fail('too_many_metadata', { limit });
    await tx.metadata.set(id, pairs);
    await tx.servers.update(id, { updated: clock.now() });
    return after;
  });
}

export async function deleteMetadata(
  compute: Compute,
  caller: Caller,
  id: number,
  key: string,
): Promise<void> {
  const { clock } = compute;
  if (!isStorable(key)) fail('metadata_not_found', { key: '' });
  await changeServer(compute, caller, id, async (tx) => {
    if (!(await tx.metadata.remove(id, key))) fail('metadata_not_found', { key });
    await tx.servers.update(id, { updated: clock.now() });
  });
}

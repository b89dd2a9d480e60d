import type { Sharing } from '../../store/sharing.ts';
import type { Caller } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** How an object is shared by an entry of its own, and what that lets a caller do who is not the owner. */
export interface OwnSharing {
  sharing: Sharing;
  allowedTo: 'read' | 'write' | undefined;
}

/** The entries of sharing that objects of an account have of their own, by `container/name`. */
export async function ownSharing(
  { store }: ObjectStorage,
  caller: Caller,
  account: string,
  places: readonly { container: string; name: string }[],
): Promise<Map<string, OwnSharing>> {
  const owner = caller.user === account;
  const entries = await store.sharing.entriesAt(account, places);
  const holders = new Set(owner || entries.size === 0 ? [] : await store.sharing.holders(caller.user));
  const may = ({ write }: Sharing) => (write.some((holder) => holders.has(holder)) ? 'write' : 'read');
  return new Map(
    [...entries].map(([place, sharing]) => [place, { sharing, allowedTo: owner ? undefined : may(sharing) }]),
  );
}

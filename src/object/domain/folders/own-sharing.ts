import type { Sharing } from '../../store/sharing.ts';
import type { Caller } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** An object's entry of sharing of its own: to the owner who is in it, to others what it lets them do. */
export interface OwnSharing {
  sharing: Sharing | undefined;
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
    [...entries].map(([place, sharing]) => [
      place,
      owner ? { sharing, allowedTo: undefined } : { sharing: undefined, allowedTo: may(sharing) },
    ]),
  );
}

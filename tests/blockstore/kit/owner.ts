import type { BlockStore } from '#blockstore/block-store';
import {
  type BlockOwner,
  BlockOwners,
  type Roots,
  type UsedContent,
  type Waits,
} from '#blockstore/collection/owners';

export const NO_WAIT: Waits = { unusedMs: 0, looseMs: 0, askedMs: 0 };

/** An owner of blocks that has these contents in use, and promised nothing unless its roots say so. */
export function ownerOf(
  name: string,
  contents: () => Iterable<UsedContent>,
  roots: Partial<Roots> = {},
): BlockOwner {
  const all: Roots = { olderThanMs: Infinity, promised: async () => new Set(), ...roots };
  return {
    name,
    async *contents() {
      yield* contents();
    },
    begin: async () => all,
    look: () => all,
  };
}

/** The owners of a store. */
export async function ownersOf(store: BlockStore, ...all: BlockOwner[]): Promise<BlockOwners> {
  const owners = new BlockOwners(store.owners);
  for (const owner of all) await owners.register(owner);
  return owners;
}

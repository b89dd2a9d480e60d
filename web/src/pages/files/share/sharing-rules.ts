import type { Sharing } from '#contract/object-headers';

export type Right = 'view' | 'edit';

export interface Holder {
  /** As the cloud names it: a uuid, `owner:group`, or `*` for everybody with an account. */
  id: string;
  right: Right;
}

export const EVERYONE = '*';

/** Who has a right, everybody first, then groups; a holder in both lists may edit. */
export function holdersOf({ read, write }: Sharing): Holder[] {
  const ids = [...new Set([...read, ...write])];
  const rank = (id: string) => (id === EVERYONE ? 0 : groupOf(id) === undefined ? 2 : 1);
  return ids
    .toSorted((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
    .map((id) => ({ id, right: write.includes(id) ? 'edit' : 'view' }));
}

/** The list with one holder more, or with another right for one that is in it. */
export function withHolder(sharing: Sharing, { id, right }: Holder): Sharing {
  const { read, write } = withoutHolder(sharing, id);
  return right === 'edit' ? { read, write: [...write, id] } : { read: [...read, id], write };
}

export function withoutHolder({ read, write }: Sharing, id: string): Sharing {
  return { read: read.filter((each) => each !== id), write: write.filter((each) => each !== id) };
}

/** The name of a group; undefined for a person and for everybody. */
export function groupOf(id: string): string | undefined {
  const colon = id.indexOf(':');
  return colon === -1 ? undefined : id.slice(colon + 1);
}

/** The people among holders, whose names are to be asked for. */
export function peopleOf(holders: readonly Holder[]): string[] {
  return holders.map(({ id }) => id).filter((id) => id !== EVERYONE && groupOf(id) === undefined);
}

/** The folder that a list comes from, given the path that the cloud tells: `account/container/folder`. */
export function followedFolder(sharedBy: string): { container: string; folder: string } | undefined {
  const [, container, ...rest] = sharedBy.replace(/^\//, '').split('/');
  return container === undefined || rest.length === 0 ? undefined : { container, folder: rest.join('/') };
}

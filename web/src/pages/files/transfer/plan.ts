import type { Entry } from '../../../api/files.ts';
import { besideName } from '../../../text/beside-name.ts';

/** Where something lies: its whole name in a container. */
export interface Spot {
  /** Whose, where it is not the person's own. */
  account?: string;
  container: string;
  name: string;
}

/** A folder to put things into; `folder` is empty at the top of the container, else with a slash at its end. */
export interface FolderSpot {
  container: string;
  folder: string;
}

/** One file or folder that goes, or is copied, to another name. */
export interface Transfer {
  verb: 'move' | 'copy';
  entry: Entry;
  from: Spot;
  to: Spot;
}

export type Outcome =
  /** `over`: onto what had the name, so that it cannot simply be taken back. */
  | { kind: 'done'; at: Spot; over: boolean }
  /** Something has the name: a person decides. */
  | { kind: 'taken'; by: 'file' | 'folder' }
  /** `unanswered`: it may have been done all the same. */
  | { kind: 'failed'; reason: string; unanswered: boolean }
  | { kind: 'skipped' };

export interface Step {
  transfer: Transfer;
  outcome: Outcome | undefined;
}

export function leafOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** The folder that something lies in, as names begin with it. */
export function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

/**
 * What has to be done to bring entries of a container into a folder of one's own; nothing for those that stay where they are.
 * `account`: whose the entries are, when they are another's.
 */
export function transfersInto(
  verb: Transfer['verb'],
  entries: readonly Entry[],
  container: string,
  to: FolderSpot,
  account?: string,
): Transfer[] {
  return entries.flatMap((entry) => {
    const from = { ...(account === undefined ? {} : { account }), container, name: entry.name };
    const wanted = { container: to.container, name: to.folder + leafOf(entry.name) };
    const same = isSame(from, wanted);
    if (same && verb === 'move') return [];
    // A copy beside its original has a name of its own from the start.
    const name = same ? besideName(wanted.name, entry.folder) : wanted.name;
    return [{ verb, entry, from, to: { ...wanted, name } }];
  });
}

/** The same thing under another name in its folder. */
export function renaming(container: string, entry: Entry, leaf: string): Transfer {
  const from = { container, name: entry.name };
  return { verb: 'move', entry, from, to: { container, name: folderOf(entry.name) + leaf } };
}

/** A folder cannot be put into itself or below. */
export function goesIntoItself({ entry, from, to }: Transfer): boolean {
  return (
    entry.folder && isSame({ ...from, name: '' }, { ...to, name: '' }) && to.name.startsWith(`${from.name}/`)
  );
}

export function isSame(one: Spot, other: Spot): boolean {
  return one.account === other.account && one.container === other.container && one.name === other.name;
}

/** What can be put over what has the name: a file becomes its newest version, a folder is joined with it. */
export function canGoOver({ entry }: Transfer, by: 'file' | 'folder'): boolean {
  return entry.folder === (by === 'folder');
}

/** How to take back what was moved, last first; nothing of what was copied or went onto something else. */
export function undoOf(steps: readonly Step[]): Transfer[] {
  return steps.toReversed().flatMap(({ transfer: { verb, entry, from }, outcome }) => {
    if (verb === 'copy' || outcome?.kind !== 'done' || outcome.over) return [];
    return [{ verb, entry: { ...entry, name: outcome.at.name }, from: outcome.at, to: from }];
  });
}

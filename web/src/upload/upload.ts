import type { Target } from './upload-file.ts';

export type UploadState =
  | 'waiting'
  | 'checking'
  | 'sending'
  | 'away'
  | 'paused'
  | 'twice'
  | 'exists'
  | 'done'
  | 'already'
  | 'failed'
  | 'skipped'
  | 'cancelled';

/** What to do about a file whose name exists. */
export type Choice = 'replace' | 'both' | 'skip';

/** One file on its way. */
export interface Upload {
  id: number;
  file: File;
  target: Target;
  state: UploadState;
  /** Bytes checked or sent, of `total`. */
  done: number;
  total: number;
  /** Bytes that arrived, over all attempts. */
  sent: number;
  /** Bytes that the cloud had before any was sent; undefined until it was asked. */
  known: number | undefined;
  /** Bytes a second that leave now. */
  rate: number;
  replace: boolean;
  /** Attempts in a row that brought nothing. */
  attempts: number;
  failure: string;
  /** Limits that were in the way, as refusals have them. */
  shortages?: string;
}

export function isWorking({ state }: Upload): boolean {
  return state === 'checking' || state === 'sending';
}

/** Whether something of it would be lost if the page ended now. */
export function isUnfinished(upload: Upload): boolean {
  return isWorking(upload) || ['waiting', 'away', 'paused', 'twice', 'exists'].includes(upload.state);
}

/** Whether a person has to say what is to be done. */
export function asks({ state }: Upload): boolean {
  return state === 'exists' || state === 'twice';
}

export function sameTarget(one: Target, other: Target): boolean {
  return one.account === other.account && one.container === other.container && one.object === other.object;
}

/** Where in Files it goes. */
export function searchOf({ account, by, container, object }: Target) {
  const slash = object.lastIndexOf('/');
  return {
    container,
    ...(slash === -1 ? {} : { folder: object.slice(0, slash + 1) }),
    ...(by === account ? {} : { owner: account }),
  };
}

const RANKS: UploadState[][] = [
  ['sending', 'checking'],
  ['exists', 'twice', 'failed'],
  ['away', 'waiting'],
  ['paused'],
];

/** What runs stands on top, then what needs the person, then what waits; what has ended is last. */
export function inTrayOrder(uploads: readonly Upload[]): Upload[] {
  const rank = ({ state }: Upload) => {
    const found = RANKS.findIndex((states) => states.includes(state));
    return found === -1 ? RANKS.length : found;
  };
  return uploads.toSorted((one, other) => rank(one) - rank(other) || one.id - other.id);
}

/** The same uploads in the order they had, new ones at the end: for a list that somebody points at. */
export function inOrderOf(uploads: readonly Upload[], ids: readonly number[]): Upload[] {
  const place = new Map(ids.map((id, at) => [id, at]));
  const at = ({ id }: Upload) => place.get(id) ?? ids.length + id;
  return uploads.toSorted((one, other) => at(one) - at(other));
}

import { say } from '#text/cloud-networks';
import type { AdministeredNetwork } from '../../../api/network-administration.ts';
import type { Kind } from '../../../text/machine-words.ts';

const STATES: Readonly<Record<string, { word: string; kind: Kind }>> = {
  ACTIVE: { word: say.ready, kind: 'ok' },
  PENDING: { word: say.pending, kind: 'busy' },
  ERROR: { word: say.error, kind: 'bad' },
  DELETED: { word: say.deleted, kind: 'off' },
};

/** How a network is, in itself or in one back end. */
export function statusWord(status: string): { word: string; kind: Kind } {
  return STATES[status] ?? { word: status, kind: 'off' };
}

export function cloudNetworkState({
  status,
  deleted,
  drained,
}: Pick<AdministeredNetwork, 'status' | 'deleted' | 'drained'>): { word: string; kind: Kind } {
  if (deleted) return { word: say.deleted, kind: 'off' };
  return drained ? { word: say.drained, kind: 'warn' } : statusWord(status);
}

import { queryOptions } from '@tanstack/react-query';
import { fetchFirst } from './first-answers.ts';
import { keys } from './keys.ts';

/** What the gateway says about this cloud. */
export interface Cloud {
  version: string;
  /** Machines run without hardware virtualisation: slow, and a weaker wall between people. */
  emulated: boolean;
  /** `full`: uploads and new machines are refused until there is room; `low`: large uploads may be. */
  disk: 'ok' | 'low' | 'full';
}

const UNKNOWN: Cloud = { version: '', emulated: false, disk: 'ok' };

/** The cloud's manner; its absence breaks no page. */
export const cloudQuery = queryOptions({
  queryKey: keys.cloud,
  staleTime: Infinity,
  async queryFn(): Promise<Cloud> {
    const response = await fetchFirst('/ui/cloud.json', { cache: 'no-store' });
    if (!response.ok) return UNKNOWN;
    return { ...UNKNOWN, ...((await response.json()) as Partial<Cloud>) };
  },
});

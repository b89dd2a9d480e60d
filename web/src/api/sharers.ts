import { queryOptions } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { objectsOf } from './services.ts';

/** The other accounts that share something with this one, by their uuids. */
export const sharersQuery = (account: string) =>
  queryOptions({
    queryKey: keys.sharers(account),
    staleTime: 30_000,
    queryFn: async (): Promise<string[]> =>
      (await objectsOf(account).sharers()).map(({ name }) => name).filter((name) => name !== account),
  });

import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { isAway, onConnection } from '../api/connection.ts';

/** How answers are kept: shown at once and refreshed behind; only what may pass by itself is asked for again. */
export function newQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      // A call that cannot be made fails and says so; it is not kept for later without a word.
      queries: {
        networkMode: 'always',
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
        refetchIntervalInBackground: false,
        refetchOnWindowFocus: true,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  onConnection(() => {
    if (!isAway()) void client.invalidateQueries();
  });
  return client;
}

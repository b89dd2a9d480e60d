import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';

/** How answers are kept: shown at once and refreshed behind; only what may pass by itself is asked for again. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
        refetchIntervalInBackground: false,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
}

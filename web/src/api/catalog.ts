import { queryOptions } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { identity } from './services.ts';

/** The addresses of the services, by type; public, asked without a token (spec/identity 1.2). */
export const catalogQuery = queryOptions({
  queryKey: keys.catalog,
  staleTime: 300_000,
  async queryFn(): Promise<Map<string, string>> {
    const { serviceCatalog } = (await identity.catalog()).access;
    const found = new Map<string, string>();
    for (const { type, endpoints } of serviceCatalog) {
      const address = endpoints[0]?.['publicURL'];
      if (address !== undefined) found.set(type, address);
    }
    return found;
  },
});

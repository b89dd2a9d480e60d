import { queryOptions } from '@tanstack/react-query';
import { callJson } from './http.ts';

interface CatalogService {
  name: string;
  type: string;
  endpoints: { publicURL: string; versionId?: string }[];
}

/** The addresses of the services, by type; public, asked without a token (spec/identity 1.2). */
export const catalogQuery = queryOptions({
  queryKey: ['catalog'],
  staleTime: 300_000,
  async queryFn(): Promise<Map<string, string>> {
    const { access } = await callJson<{ access: { serviceCatalog: CatalogService[] } }>(
      '/astakos/identity/v2.0/tokens',
      {
        method: 'POST',
      },
    );
    const found = new Map<string, string>();
    for (const service of access.serviceCatalog) {
      const address = service.endpoints[0]?.publicURL;
      if (address !== undefined) found.set(service.type, address);
    }
    return found;
  },
});

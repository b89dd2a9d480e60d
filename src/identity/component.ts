import type { ComponentOutline } from '#platform/service/component-outline';
import { counted, hidden } from '#platform/service/resource-outlines';

/** What identity itself is in the catalog, and what it counts. */
export const astakosComponent = {
  name: 'astakos',
  prefix: 'astakos',
  mayForce: true,
  since: 1,
  catalog: [
    {
      name: 'astakos_account',
      type: 'account',
      prefix: 'account',
      version: 'v1.0',
      exposeVersion: true,
      resources: [hidden(counted('astakos.pending_app', 'Number of pending project applications'))],
    },
    {
      name: 'astakos_identity',
      type: 'identity',
      prefix: 'identity',
      version: 'v2.0',
      exposeVersion: true,
    },
  ],
} as const satisfies ComponentOutline;

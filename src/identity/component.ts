import type { ComponentOutline } from '#platform/service/component-outline';
import { counted, hidden } from '#platform/service/resource-outlines';

/** What identity itself is in the catalog, and what it counts. */
export const astakosComponent = {
  name: 'astakos',
  prefix: 'astakos',
  // what other user interfaces and clients ask for below it, such as `get_services`; the pages lead to the console
  pages: 'astakos/ui',
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
    {
      name: 'astakos_weblogin',
      type: 'astakos_weblogin',
      prefix: 'weblogin',
      version: '',
      exposeVersion: false,
    },
    {
      name: 'astakos_oauth2',
      type: 'astakos_auth',
      prefix: 'oauth2',
      version: '',
      exposeVersion: false,
    },
  ],
} as const satisfies ComponentOutline;

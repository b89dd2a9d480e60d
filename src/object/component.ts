import type { ComponentOutline } from '#platform/service/component-outline';
import { bytes } from '#platform/service/resource-outlines';

/** What object storage is in the catalog, and what it counts. */
export const pithosComponent = {
  name: 'pithos',
  prefix: 'pithos',
  // only `reconcile-resources-pithos --force` does (spec/object-storage 7)
  mayForce: true,
  since: 1,
  catalog: [
    {
      name: 'pithos_object-store',
      type: 'object-store',
      prefix: 'object-store',
      version: 'v1',
      exposeVersion: true,
      resources: [bytes('pithos.diskspace', 'Pithos account diskspace')],
    },
  ],
} as const satisfies ComponentOutline;

import type { ComponentOutline } from '#platform/service/component-outline';
import { bytes, counted, hidden } from '#platform/service/resource-outlines';

/** What compute is in the catalog, and what it counts. */
export const cycladesComponent = {
  name: 'cyclades',
  prefix: 'cyclades',
  mayForce: true,
  since: 1,
  catalog: [
    {
      name: 'cyclades_compute',
      type: 'compute',
      prefix: 'compute',
      version: 'v2.0',
      exposeVersion: true,
      resources: [
        counted('cyclades.vm', 'Number of virtual machines'),
        hidden(counted('cyclades.total_cpu', 'Number of virtual machine processors')),
        counted('cyclades.cpu', 'Number of virtual machine processors of running servers'),
        hidden(bytes('cyclades.total_ram', 'Virtual machine memory')),
        bytes('cyclades.ram', 'Virtual machine memory of running servers'),
        bytes('cyclades.disk', 'Virtual machine disk size'),
      ],
    },
    { name: 'cyclades_plankton', type: 'image', prefix: 'image', version: 'v1.0', exposeVersion: false },
    {
      name: 'cyclades_network',
      type: 'network',
      prefix: 'network',
      version: 'v2.0',
      exposeVersion: false,
      resources: [
        counted('cyclades.network.private', 'Number of private networks'),
        counted('cyclades.floating_ip', 'Number of floating IP addresses'),
      ],
    },
    { name: 'cyclades_volume', type: 'volume', prefix: 'volume', version: 'v2.0', exposeVersion: false },
  ],
} as const satisfies ComponentOutline;

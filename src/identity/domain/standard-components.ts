import type { ResourceDefinition, ServiceDefinition } from './components.ts';
import type { ComponentDeclaration } from './declare-component.ts';

/** The components that every cloud of this program has. */
export const standardComponentNames = ['astakos', 'cyclades', 'pithos'] as const;

export type StandardComponentName = (typeof standardComponentNames)[number];

/** Where a service answers: below the component's base, with or without a version in the catalog's address. */
interface Place {
  name: string;
  type: string;
  prefix: string;
  version: string;
  /** False when clients append the version themselves (`SNF:exposeVersion`). */
  exposeVersion: boolean;
  resources?: ResourceDefinition[];
}

const counted = (name: string, description: string): ResourceDefinition => visible(name, description, null);
const bytes = (name: string, description: string): ResourceDefinition => visible(name, description, 'bytes');
const visible = (name: string, description: string, unit: string | null): ResourceDefinition => ({
  name,
  description,
  unit,
  uiVisible: true,
  apiVisible: true,
});
const hidden = (resource: ResourceDefinition): ResourceDefinition => ({
  ...resource,
  uiVisible: false,
  apiVisible: false,
});

const places: Record<StandardComponentName, { prefix: string; mayForce: boolean; places: Place[] }> = {
  astakos: {
    prefix: 'astakos',
    mayForce: true,
    places: [
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
  },
  cyclades: {
    prefix: 'cyclades',
    mayForce: true,
    places: [
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
  },
  pithos: {
    prefix: 'pithos',
    mayForce: false,
    places: [
      {
        name: 'pithos_object-store',
        type: 'object-store',
        prefix: 'object-store',
        version: 'v1',
        exposeVersion: true,
        resources: [bytes('pithos.diskspace', 'Pithos account diskspace')],
      },
    ],
  },
};

/** The services of a standard component as they are registered, for a cloud at this base address. */
export function servicesOf(name: StandardComponentName, baseUrl: string): ServiceDefinition[] {
  const { prefix, places: own } = places[name];
  return own.map((place) => ({
    name: place.name,
    type: place.type,
    endpoints: [
      {
        versionId: place.version,
        publicURL: [baseUrl, prefix, place.prefix, ...(place.exposeVersion ? [place.version] : [])].join('/'),
        // Every value is stored as text; this is the spelling that clients compare with.
        'SNF:exposeVersion': place.exposeVersion ? 'True' : 'False',
      },
    ],
    resources: place.resources ?? [],
  }));
}

/** A standard component with its services and resources, for a cloud at this base address. */
export function standardComponent(name: StandardComponentName, baseUrl: string): ComponentDeclaration {
  const { prefix, mayForce } = places[name];
  return {
    name,
    baseUrl: `${baseUrl}/${prefix}`,
    uiUrl: `${baseUrl}/ui`,
    mayForce,
    services: servicesOf(name, baseUrl),
  };
}

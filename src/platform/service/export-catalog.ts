// The form in which components tell identity what they offer and count (spec/identity 6.4); `service-import` reads it.
import type { CatalogOutline, ComponentOutline, ResourceOutline } from './component-outline.ts';

/** A service with what it counts, as identity keeps it. */
export interface RegisteredService {
  name: string;
  type: string;
  endpoints: Record<string, string>[];
  resources: ResourceOutline[];
}

/** A service of a component at this base address, as it is registered. */
export function registered(base: string, service: CatalogOutline): RegisteredService {
  const { name, type, prefix, version, exposeVersion, resources = [] } = service;
  return {
    name,
    type,
    endpoints: [
      {
        versionId: version,
        publicURL: [base, prefix, ...(exposeVersion ? [version] : [])].join('/'),
        // Every value is stored as text; this is the spelling that clients compare with.
        'SNF:exposeVersion': exposeVersion ? 'True' : 'False',
      },
    ],
    resources: [...resources],
  };
}

/** What a component at this base address of its own offers, as `service-import` reads it. */
export function servicesDocument(baseUrl: string, component: ComponentOutline): Record<string, unknown> {
  return Object.fromEntries(
    component.catalog.map((service) => [service.name, serviceAt(baseUrl, component, service)]),
  );
}

function serviceAt(baseUrl: string, component: ComponentOutline, service: CatalogOutline): object {
  const { type, endpoints } = registered(baseUrl, service);
  return {
    type,
    component: component.name,
    prefix: service.prefix,
    public: true,
    endpoints: endpoints.map((endpoint) => ({ ...endpoint, 'SNF:exposeVersion': service.exposeVersion })),
    resources: Object.fromEntries(
      resourcesOf(service).map((resource) => [resource.name.replace(`${component.name}.`, ''), resource]),
    ),
  };
}

/** What a component counts, as `resource-import` reads it. */
export function resourcesDocument({ catalog }: ComponentOutline): object[] {
  return catalog.flatMap((service) => resourcesOf(service));
}

function resourcesOf({ name: origin, type, resources = [] }: CatalogOutline) {
  return resources.map((resource) => ({
    name: resource.name,
    desc: resource.description,
    unit: resource.unit,
    service_type: type,
    service_origin: origin,
    ui_visible: resource.uiVisible,
    api_visible: resource.apiVisible,
  }));
}

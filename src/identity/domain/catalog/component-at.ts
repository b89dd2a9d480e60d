import type { CatalogOutline, ComponentOutline } from '#platform/service/component-outline';
import type { ServiceDefinition } from './register.ts';
import type { ComponentDeclaration } from './declare-component.ts';

/** A component with its services and resources as they are registered, for a cloud at this base address. */
export function componentAt(baseUrl: string, component: ComponentOutline): ComponentDeclaration {
  const { name, prefix, mayForce, catalog, pages = 'ui' } = component;
  const base = `${baseUrl}/${prefix}`;
  return {
    name,
    baseUrl: base,
    uiUrl: `${baseUrl}/${pages}`,
    mayForce,
    services: catalog.map((service) => registered(base, service)),
  };
}

/** A service of a component at this base address, as it is registered. */
export function registered(base: string, service: CatalogOutline): ServiceDefinition {
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

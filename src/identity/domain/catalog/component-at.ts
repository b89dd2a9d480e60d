import type { ComponentOutline } from '#platform/service/component-outline';
import { registered } from '#platform/service/export-catalog';
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

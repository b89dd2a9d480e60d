import { INFINITE } from '#contract/infinite';
import { fail } from '../../errors.ts';
import type { Component, Resource } from '../../store/catalog/catalog.ts';
import type { Store } from '../../store/store.ts';
import { syncLimits } from '../quota/sync-limits.ts';

/** A resource to register. Of one that is known, what is null stays as it is. */
export interface ResourceDefinition {
  name: string;
  description: string | null;
  unit: string | null;
  uiVisible: boolean;
  apiVisible: boolean;
}

/** A service with its endpoints (values are served as text) and what it counts. */
export interface ServiceDefinition {
  name: string;
  type: string;
  endpoints: Record<string, string>[];
  resources: ResourceDefinition[];
}

/** Registers a service with its endpoints, without what it counts, or brings a known one in line, in the caller's transaction. True for a new one. */
export async function registerService(
  tx: Store,
  component: Component,
  { name, type, endpoints }: Omit<ServiceDefinition, 'resources'>,
): Promise<boolean> {
  const known = await tx.catalog.serviceByName(name);
  if (known !== undefined && known.componentId !== component.id) {
    fail('service_of_other_component', { service: name, component: known.component });
  }
  const id = known?.id ?? (await tx.catalog.insertService({ componentId: component.id, name, type }));
  await tx.catalog.updateService(id, type);
  await tx.catalog.replaceEndpoints(id, endpoints);
  return known === undefined;
}

/**
 * Registers a resource of a service in the caller's transaction. A new one becomes part of every project that exists
 * (spec/identity 2.4, 2.5); limits and visibility of a known one stay. True for a new one.
 */
export async function registerResource(
  tx: Store,
  component: Component,
  service: { name: string; type: string },
  definition: ResourceDefinition,
): Promise<boolean> {
  const { name, description, unit, uiVisible, apiVisible } = definition;
  if (uiVisible && !apiVisible) fail('resource_ui_only', { resource: name });
  const origin = { serviceType: service.type, serviceOrigin: service.name };
  const known = await tx.catalog.resourceByName(name);
  if (known !== undefined) {
    const owner = await tx.catalog.serviceByName(known.serviceOrigin);
    if (owner !== undefined && owner.componentId !== component.id) {
      fail('resource_of_other_component', { resource: name, component: owner.component });
    }
    await tx.catalog.updateResource(known.id, {
      ...origin,
      description: description ?? known.description,
      unit: unit ?? known.unit,
    });
    return false;
  }
  await tx.projects.awaitNewProjects();
  const resource = await tx.catalog.insertResource({
    ...origin,
    name,
    description: description ?? '',
    unit,
    uiVisible,
    apiVisible,
    systemDefault: INFINITE,
    projectDefault: apiVisible ? 0n : INFINITE,
  });
  await grantToProjects(tx, resource);
  return true;
}

/** Gives every initialized project its default of a new resource: the system default in base projects. */
async function grantToProjects(tx: Store, resource: Resource): Promise<void> {
  const projects = await tx.projects.lockInitialized();
  await tx.projects.setQuotas(
    projects.map((project) => {
      const capacity = project.isBase ? resource.systemDefault : resource.projectDefault;
      return {
        projectId: project.id,
        resourceId: resource.id,
        projectCapacity: capacity,
        memberCapacity: capacity,
      };
    }),
  );
  await syncLimits(tx, projects, { resources: [resource.name] });
}

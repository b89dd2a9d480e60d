import { fail } from '../../errors.ts';
import type { Component, ServiceRow } from '../../store/catalog/catalog.ts';
import type { Store } from '../../store/store.ts';
import type { AuditDetails } from '#platform/audit/entry';
import { record, type RecordedChange } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { checkUrl, componentObject } from './components.ts';
import { registerResource, registerService } from './register.ts';
import type { DocumentedResource, DocumentedService } from './service-documents.ts';

/** What became of the documents: names in their order, and whether each is new. */
export interface Imported {
  services: { name: string; isNew: boolean; elsewhere: string[] }[];
  resources: { name: string; isNew: boolean }[];
}

/**
 * Registers services with what they count, or brings known ones in line; all of them or none. Their components must be
 * registered. `elsewhere` of a service are its addresses that are not below the one of its component. With `replace` their
 * other services go in the same transaction: no client ever finds the catalog without those that stay.
 */
export async function importServices(
  identity: Acting,
  documents: readonly DocumentedService[],
  { replace = false } = {},
): Promise<Imported> {
  for (const { name, resources, endpoints } of documents) {
    for (const { publicURL } of endpoints) checkUrl(publicURL);
    const other = resources.find(({ serviceOrigin }) => serviceOrigin !== name);
    if (other !== undefined)
      fail('resource_of_other_service', {
        resource: other.name,
        origin: other.serviceOrigin,
        service: name,
      });
  }
  const imported: Imported = { services: [], resources: [] };
  await identity.store.transaction(async (tx) => {
    const components = await lockedComponents(
      tx,
      documents.map(({ component }) => component),
    );
    for (const service of documents) {
      const component = components.get(service.component)!;
      const isNew = await registerService(tx, component, service);
      const elsewhere = service.endpoints
        .map(({ publicURL = '' }) => publicURL)
        .filter((url) => component.baseUrl !== null && !url.startsWith(component.baseUrl));
      imported.services.push({ name: service.name, isNew, elsewhere });
      for (const resource of service.resources)
        imported.resources.push(await register(tx, component, resource));
    }
    const gone = replace ? await othersOf(tx, documents) : [];
    await tx.catalog.removeServices(gone.map(({ id }) => id));
    const removed = gone.length === 0 ? undefined : gone.map(({ name }) => name);
    await record(identity, tx, ...importsOf(components, { ...namesOf(imported), removed }));
  });
  identity.catalog.forget();
  return imported;
}

/** Services of the components in the documents that the documents do not name. */
export async function othersOf(
  { catalog }: Pick<Store, 'catalog'>,
  documents: readonly DocumentedService[],
): Promise<ServiceRow[]> {
  const named = new Set(documents.map(({ name }) => name));
  const components = new Set(documents.map(({ component }) => component));
  const services = await catalog.services();
  return services.filter(({ name, component }) => components.has(component) && !named.has(name));
}

/** Registers resources of services that are registered, or brings known ones in line; all of them or none. */
export async function importResources(
  identity: Acting,
  documents: readonly DocumentedResource[],
): Promise<Imported['resources']> {
  const imported: Imported['resources'] = [];
  await identity.store.transaction(async (tx) => {
    const offered = new Map((await tx.catalog.services()).map((service) => [service.name, service]));
    const owner = ({ serviceOrigin }: DocumentedResource): string =>
      (offered.get(serviceOrigin) ?? fail('service_not_found', { service: serviceOrigin })).component;
    const components = await lockedComponents(tx, documents.map(owner));
    for (const resource of documents)
      imported.push(await register(tx, components.get(owner(resource))!, resource));
    const details = namesOf({ services: [], resources: imported });
    await record(identity, tx, ...importsOf(components, details));
  });
  identity.catalog.forget();
  return imported;
}

function importsOf(components: ReadonlyMap<string, Component>, details: AuditDetails): RecordedChange[] {
  return [...components.values()].map((component) => ({
    action: 'component.import',
    object: componentObject(component),
    details,
  }));
}

function namesOf({ services, resources }: Imported): { services: string[]; resources: string[] } {
  return { services: services.map(({ name }) => name), resources: resources.map(({ name }) => name) };
}

async function register(
  tx: Store,
  component: Component,
  resource: DocumentedResource,
): Promise<{ name: string; isNew: boolean }> {
  const service = { name: resource.serviceOrigin, type: resource.serviceType };
  return { name: resource.name, isNew: await registerResource(tx, component, service, resource) };
}

/** Components by name, kept from all others who would change what they offer, in one order so that two imports cannot block each other. */
async function lockedComponents(tx: Store, names: readonly string[]): Promise<Map<string, Component>> {
  const locked = new Map<string, Component>();
  for (const name of [...new Set(names)].sort())
    locked.set(name, (await tx.catalog.lockByName(name)) ?? fail('component_not_found', { component: name }));
  return locked;
}

import { INFINITE } from '#contract/infinite';
import { fail } from '../../errors.ts';
import type { Component, Resource, ServiceRow } from '../../store/catalog/catalog.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { hashSecret, SECRET_BYTES } from '../tokens/secrets.ts';
import { syncLimits } from '../quota/sync-limits.ts';

/** A component to register: one of the cloud's servers. */
export interface ComponentDefinition {
  name: string;
  baseUrl: string | null;
  uiUrl: string | null;
  /** Whether its commissions may go beyond limits. */
  mayForce: boolean;
}

export interface ResourceDefinition {
  name: string;
  description: string;
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

/** Registers a component that must be new, with a token of our making, and answers that token: it is shown this once. */
export async function addComponent(identity: Identity, definition: ComponentDefinition): Promise<string> {
  if (!COMPONENT_NAME.test(definition.name)) fail('component_name_malformed');
  for (const url of [definition.baseUrl, definition.uiUrl]) checkUrl(url);
  const token = identity.ids.secret(SECRET_BYTES);
  const { name, baseUrl, uiUrl, mayForce } = definition;
  const made = await identity.store.catalog.insertUnlessThere({
    ...{ name, baseUrl, uiUrl, mayForce },
    ...{ tokenHash: hashSecret(token), tokenCreatedAt: identity.clock.now(), tokenExpiresAt: null },
  });
  if (made === undefined) fail('component_exists', { component: name });
  identity.catalog.forget();
  return token;
}

/** What `component-modify` changes; the answer is the new token when there is one. */
export interface ComponentChange {
  baseUrl?: string;
  uiUrl?: string;
  token?: string;
  renewToken?: boolean;
  purgeServices?: boolean;
  mayForce?: boolean;
}

/** Changes a component named by name or number. Answers the new token when one was made, to be shown once. */
export async function modifyComponent(
  identity: Identity,
  nameOrId: string,
  change: ComponentChange,
): Promise<string | undefined> {
  const component = await findComponent(identity, nameOrId);
  for (const url of [change.baseUrl, change.uiUrl]) checkUrl(url);
  const made =
    change.token === undefined && change.renewToken === true ? identity.ids.secret(SECRET_BYTES) : undefined;
  const token = change.token ?? made;
  await identity.store.transaction(async (tx) => {
    // only what was asked for: a start may be changing the rest at this moment
    await tx.catalog.update(component.id, {
      ...(change.baseUrl === undefined ? {} : { baseUrl: change.baseUrl }),
      ...(change.uiUrl === undefined ? {} : { uiUrl: change.uiUrl }),
      ...(change.mayForce === undefined ? {} : { mayForce: change.mayForce }),
      ...(token === undefined
        ? {}
        : { tokenHash: hashSecret(token), tokenCreatedAt: identity.clock.now(), tokenExpiresAt: null }),
    });
    if (change.purgeServices === true) await tx.catalog.removeServices(component.id);
  });
  identity.catalog.forget();
  return made;
}

/** A number alone would be taken for the id of another one. */
const COMPONENT_NAME = /^(?!\d+$)[\w.-]{1,255}$/;

/** Clients are sent to these addresses, with their tokens. */
function checkUrl(url: string | null | undefined): void {
  if (url == null) return;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) fail('component_url_malformed', { url });
}

/** The services that a component offers. */
export async function servicesOf(identity: Identity, nameOrId: string): Promise<ServiceRow[]> {
  const { id } = await findComponent(identity, nameOrId);
  return identity.store.catalog.servicesOf(id);
}

/** A component by its name or its number. */
export async function findComponent(identity: Identity, nameOrId: string): Promise<Component> {
  const { catalog } = identity.store;
  const found =
    (await catalog.byName(nameOrId)) ??
    (/^\d{1,18}$/.test(nameOrId) ? await catalog.byId(BigInt(nameOrId)) : undefined);
  return found ?? fail('component_not_found', { component: nameOrId });
}

/** Registers a service with its endpoints, without what it counts, or brings a known one in line, in the caller's transaction. */
export async function registerService(
  tx: Store,
  component: Component,
  { name, type, endpoints }: ServiceDefinition,
): Promise<void> {
  const known = await tx.catalog.serviceByName(name);
  if (known !== undefined && known.componentId !== component.id) {
    fail('service_of_other_component', { service: name, component: known.component });
  }
  const id = known?.id ?? (await tx.catalog.insertService({ componentId: component.id, name, type }));
  await tx.catalog.updateService(id, type);
  await tx.catalog.replaceEndpoints(id, endpoints);
}

/**
 * Registers a resource of a service in the caller's transaction. A new one becomes part of every project that exists
 * (spec/identity 2.4, 2.5); limits and visibility of a known one stay.
 */
export async function registerResource(
  tx: Store,
  component: Component,
  service: ServiceDefinition,
  definition: ResourceDefinition,
): Promise<void> {
  const { name, description, unit, uiVisible, apiVisible } = definition;
  if (uiVisible && !apiVisible) fail('resource_ui_only', { resource: name });
  const origin = { serviceType: service.type, serviceOrigin: service.name };
  const known = await tx.catalog.resourceByName(name);
  if (known !== undefined) {
    const owner = await tx.catalog.serviceByName(known.serviceOrigin);
    if (owner !== undefined && owner.componentId !== component.id) {
      fail('resource_of_other_component', { resource: name, component: owner.component });
    }
    await tx.catalog.updateResource(known.id, { ...origin, description, unit: unit ?? known.unit });
    return;
  }
  await tx.projects.awaitNewProjects();
  const resource = await tx.catalog.insertResource({
    ...origin,
    name,
    description,
    unit,
    uiVisible,
    apiVisible,
    systemDefault: INFINITE,
    projectDefault: apiVisible ? 0n : INFINITE,
  });
  await grantToProjects(tx, resource);
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
  await syncLimits(tx, projects, [resource.name]);
}

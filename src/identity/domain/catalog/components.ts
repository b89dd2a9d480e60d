import { fail } from '../../errors.ts';
import type { Component, ServiceRow } from '../../store/catalog/catalog.ts';
import { type AuditObject, differences } from '#platform/audit/entry';
import { record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { hashSecret, SECRET_BYTES } from '../tokens/secrets.ts';

/** A component to register: one of the cloud's servers. */
export interface ComponentDefinition {
  name: string;
  baseUrl: string | null;
  uiUrl: string | null;
  /** Whether its commissions may go beyond limits. */
  mayForce: boolean;
}

/** Registers a component that must be new, with a token of our making, and answers that token: it is shown this once. */
export async function addComponent(identity: Acting, definition: ComponentDefinition): Promise<string> {
  if (!COMPONENT_NAME.test(definition.name)) fail('component_name_malformed');
  for (const url of [definition.baseUrl, definition.uiUrl]) checkUrl(url);
  const token = identity.ids.secret(SECRET_BYTES);
  const { name, baseUrl, uiUrl, mayForce } = definition;
  await identity.store.transaction(async (tx) => {
    const made = await tx.catalog.insertUnlessThere({
      ...{ name, baseUrl, uiUrl, mayForce },
      ...{ tokenHash: hashSecret(token), tokenCreatedAt: identity.clock.now(), tokenExpiresAt: null },
    });
    if (made === undefined) return fail('component_exists', { component: name });
    const details = { baseUrl, uiUrl, mayForce };
    await record(identity, tx, { action: 'component.add', object: componentObject(made), details });
  });
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
  identity: Acting,
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
    const { baseUrl, uiUrl, mayForce } = change;
    const fields = {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(uiUrl === undefined ? {} : { uiUrl }),
      ...(mayForce === undefined ? {} : { mayForce }),
    };
    await tx.catalog.update(component.id, {
      ...fields,
      ...(token === undefined
        ? {}
        : { tokenHash: hashSecret(token), tokenCreatedAt: identity.clock.now(), tokenExpiresAt: null }),
    });
    const purged = change.purgeServices === true ? await tx.catalog.servicesOf(component.id) : [];
    await tx.catalog.removeServices(purged.map(({ id }) => id));
    await record(identity, tx, {
      action: 'component.modify',
      object: componentObject(component),
      details: {
        ...differences<ComponentChange>(component as ComponentChange, fields),
        token: token === undefined ? undefined : 'another one',
        purged: purged.length === 0 ? undefined : purged.map(({ name }) => name),
      },
    });
  });
  identity.catalog.forget();
  return made;
}

/** A component, by its name. */
export function componentObject({ id, name }: { id: bigint; name: string }): AuditObject {
  return { kind: 'component', id, name };
}

/** A number alone would be taken for the id of another one. */
const COMPONENT_NAME = /^(?!\d+$)[\w.-]{1,255}$/;

/** Clients are sent to these addresses, with their tokens. */
export function checkUrl(url: string | null | undefined): void {
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

/** A component with what it offers. */
export async function componentDetails(
  identity: Identity,
  nameOrId: string,
): Promise<{ component: Component; services: ServiceRow[] }> {
  const component = await findComponent(identity, nameOrId);
  return { component, services: await identity.store.catalog.servicesOf(component.id) };
}

/**
 * Takes a component out, with its services, its endpoints and its token; the resources that it counts stay. Refused while
 * commissions of it are pending: only it could have settled them.
 */
export async function removeComponent(identity: Acting, nameOrId: string): Promise<void> {
  const { name } = await findComponent(identity, nameOrId);
  await identity.store.transaction(async (tx) => {
    const component = (await tx.catalog.lockByName(name)) ?? fail('component_not_found', { component: name });
    const pending = await tx.commissions.pendingSerials(component.id);
    if (pending.length > 0) fail('component_has_commissions', { component: name, count: pending.length });
    await tx.catalog.removeComponent(component.id);
    await record(identity, tx, { action: 'component.remove', object: componentObject(component) });
  });
  identity.catalog.forget();
}

/** A service of the catalog, by its name or its number, with where it answers. */
export async function serviceDetails(
  { store: { catalog } }: Identity,
  nameOrId: string,
): Promise<{ offered: ServiceRow; endpoints: { id: bigint; attributes: Record<string, string> }[] }> {
  const offered =
    (await catalog.serviceByName(nameOrId)) ??
    (/^\d{1,18}$/.test(nameOrId) ? await catalog.serviceById(BigInt(nameOrId)) : undefined) ??
    fail('service_not_found', { service: nameOrId });
  return { offered, endpoints: await catalog.endpointsOf(offered.id) };
}

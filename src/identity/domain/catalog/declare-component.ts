import { isDeepStrictEqual } from 'node:util';
import type { Component } from '../../store/catalog/catalog.ts';
import type { Store } from '../../store/store.ts';
import { type ComponentDefinition, componentObject } from './components.ts';
import { record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';
import { registerResource, registerService, type ServiceDefinition } from './register.ts';

/** What a release says of one of its components, at the base address of its cloud. */
export interface ComponentDeclaration extends ComponentDefinition {
  services: ServiceDefinition[];
}

/** The declaration as it is kept, to be compared with the next one; the token as a hash. */
interface Kept extends ComponentDeclaration {
  tokenHash: string;
}

export interface DeclareOptions {
  /**
   * Of a component that a release without such records registered at this very address: what stands is taken for what
   * was declared, and only what is missing, or stands at another address since, is brought in line.
   */
  adopt?: boolean;
}

/**
 * Applies what is new in a declaration since it was applied last, in one transaction. What an operator changed by command
 * since then (addresses, rights, a service taken out, limits) stays until the release says something else about it.
 */
export async function declareComponent(
  identity: Acting,
  declaration: ComponentDeclaration,
  token: string,
  { adopt = false }: DeclareOptions = {},
): Promise<void> {
  const tokenHash = hashSecret(token);
  const next: Kept = { ...declaration, tokenHash: tokenHash.toString('hex') };
  const newToken = { tokenHash, tokenCreatedAt: identity.clock.now(), tokenExpiresAt: null };
  const changed = await identity.store.transaction(async (tx) => {
    const { component, isNew } = await lockedComponent(tx, next, newToken);
    const kept = isNew ? undefined : ((await tx.catalog.declared(component.id)) as Kept | undefined);
    if (isDeepStrictEqual(kept, next)) return false;
    const last = kept ?? (adopt && !isNew ? await whatStands(tx, next) : undefined);
    if (!isNew) await tx.catalog.update(component.id, changeOf(last, next, newToken));
    await tx.catalog.keepDeclared(component.id, next);
    for (const service of next.services) {
      const before = last?.services.find(({ name }) => name === service.name);
      await applyService(tx, component, before, service);
    }
    const { baseUrl, uiUrl, mayForce } = next;
    const services = next.services.map(({ name }) => name);
    await record(identity, tx, {
      action: 'component.declare',
      object: componentObject(component),
      details: { baseUrl, uiUrl, mayForce, services },
    });
    return true;
  });
  if (changed) identity.catalog.forget();
}

type NewToken = Pick<Component, 'tokenHash' | 'tokenCreatedAt' | 'tokenExpiresAt'>;

/** The component, kept from others until the transaction ends; made when it is not there, by one of those that want to. */
async function lockedComponent(
  { catalog }: Store,
  { name, baseUrl, uiUrl, mayForce }: Kept,
  token: NewToken,
): Promise<{ component: Component; isNew: boolean }> {
  const known = await catalog.lockByName(name);
  if (known !== undefined) return { component: known, isNew: false };
  const made = await catalog.insertUnlessThere({ name, baseUrl, uiUrl, mayForce, ...token });
  if (made !== undefined) return { component: made, isNew: true };
  return { component: (await catalog.lockByName(name))!, isNew: false };
}

/**
 * The declaration as the rows have it: without what is not registered, and with the address of the services that they have.
 * No command changes that one: where it differs the cloud was elsewhere before, and the component's own follow.
 */
async function whatStands(tx: Store, next: Kept): Promise<Kept> {
  const rows = Map.groupBy(await tx.catalog.catalog(), ({ name }) => name);
  const known = new Set((await tx.catalog.resources()).map(({ name }) => name));
  const services = next.services.flatMap((service): ServiceDefinition[] => {
    const own = rows.get(service.name);
    if (own === undefined) return [];
    const endpoints = own.map(({ attributes }) => attributes).filter((each) => each !== null);
    const resources = service.resources.filter(({ name }) => known.has(name));
    return [{ ...service, type: own[0]!.type, endpoints, resources }];
  });
  const isElsewhere = services.some(({ name, endpoints }) => {
    const wanted = next.services.find((service) => service.name === name);
    return !isDeepStrictEqual(endpoints, wanted?.endpoints);
  });
  return { ...next, services, ...(isElsewhere ? { baseUrl: null, uiUrl: null } : {}) };
}

/** What the declaration says anew of the component itself. */
function changeOf(
  last: Kept | undefined,
  { baseUrl, uiUrl, mayForce, tokenHash }: Kept,
  token: NewToken,
): Partial<Component> {
  return {
    ...(last?.baseUrl === baseUrl ? {} : { baseUrl }),
    ...(last?.uiUrl === uiUrl ? {} : { uiUrl }),
    ...(last?.mayForce === mayForce ? {} : { mayForce }),
    ...(last?.tokenHash === tokenHash ? {} : token),
  };
}

async function applyService(
  tx: Store,
  component: Component,
  before: ServiceDefinition | undefined,
  service: ServiceDefinition,
): Promise<void> {
  const { type, endpoints } = service;
  const isSame = before?.type === type && isDeepStrictEqual(before.endpoints, endpoints);
  if (!isSame) await registerService(tx, component, service);
  for (const resource of service.resources) {
    const known = before?.resources.find(({ name }) => name === resource.name);
    if (!isDeepStrictEqual(known, resource)) await registerResource(tx, component, service, resource);
  }
}

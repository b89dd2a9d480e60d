import { isDeepStrictEqual } from 'node:util';
import type { Component } from '../store/components.ts';
import type { Store } from '../store/store.ts';
import {
  type ComponentDefinition,
  registerResource,
  registerService,
  type ServiceDefinition,
} from './components.ts';
import type { Identity } from './identity.ts';
import { hashSecret } from './secrets.ts';

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
   * was declared, and only what is missing is added.
   */
  adopt?: boolean;
}

/**
 * Applies what is new in a declaration since it was applied last, in one transaction. What an operator changed by command
 * since then (addresses, rights, a service taken out, limits) stays until the release says something else about it.
 */
export async function declareComponent(
  identity: Identity,
  declaration: ComponentDeclaration,
  token: string,
  { adopt = false }: DeclareOptions = {},
): Promise<void> {
  const tokenHash = hashSecret(token);
  const next: Kept = { ...declaration, tokenHash: tokenHash.toString('hex') };
  const changed = await identity.store.transaction(async (tx) => {
    const known = await tx.components.lockByName(declaration.name);
    const kept = known && ((await tx.components.declared(known.id)) as Kept | undefined);
    if (isDeepStrictEqual(kept, next)) return false;
    const last = kept ?? (known !== undefined && adopt ? await whatStands(tx, next) : undefined);
    const component = await applyToComponent(identity, tx, { known, last, next, tokenHash });
    await tx.components.keepDeclared(component.id, next);
    for (const service of next.services) {
      const before = last?.services.find(({ name }) => name === service.name);
      await applyService(tx, component, before, service);
    }
    return true;
  });
  if (changed) identity.catalog.forget();
}

/** The declaration without the services and resources that are not registered. */
async function whatStands(tx: Store, next: Kept): Promise<Kept> {
  const services: ServiceDefinition[] = [];
  for (const service of next.services) {
    if ((await tx.components.serviceByName(service.name)) === undefined) continue;
    const resources = [];
    for (const resource of service.resources)
      if ((await tx.components.resourceByName(resource.name)) !== undefined) resources.push(resource);
    services.push({ ...service, resources });
  }
  return { ...next, services };
}

async function applyToComponent(
  identity: Identity,
  tx: Store,
  {
    known,
    last,
    next,
    tokenHash,
  }: { known: Component | undefined; last: Kept | undefined; next: Kept; tokenHash: Buffer },
): Promise<Component> {
  const { name, baseUrl, uiUrl, mayForce } = next;
  const token = { tokenHash, tokenCreatedAt: identity.clock.now(), tokenExpiresAt: null };
  if (known === undefined) return tx.components.insert({ name, baseUrl, uiUrl, mayForce, ...token });
  const change = {
    ...(last?.baseUrl === baseUrl ? {} : { baseUrl }),
    ...(last?.uiUrl === uiUrl ? {} : { uiUrl }),
    ...(last?.mayForce === mayForce ? {} : { mayForce }),
    ...(last?.tokenHash === next.tokenHash ? {} : token),
  };
  if (Object.keys(change).length > 0) await tx.components.update(known.id, change);
  return known;
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

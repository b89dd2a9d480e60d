import type { Identity } from '../identity.ts';

/**
 * What the setting ASTAKOS_SERVICES says that new accounts get, by resource: the guide's form of it, where a resource is named
 * below the service that counts it (`disk` of `cyclades`, `diskspace` of `pithos+`).
 */
export async function formerLimits({
  settings,
  store,
}: Pick<Identity, 'settings' | 'store'>): Promise<{ limits: Map<string, bigint>; unknown: string[] }> {
  const known = new Set((await store.catalog.resources()).map(({ name }) => name));
  const limits = new Map<string, bigint>();
  const unknown: string[] = [];
  for (const [service, { resources }] of Object.entries(settings.ASTAKOS_SERVICES)) {
    for (const { name, uplimit } of resources) {
      if (uplimit === undefined) continue;
      const resource = `${service.replace(/\+$/, '')}.${name}`;
      if (known.has(resource)) limits.set(resource, uplimit);
      else unknown.push(resource);
    }
  }
  return { limits, unknown };
}

import type { Compute } from './compute.ts';

/** The e-mail addresses of users, from identity, in one question; of one whom it does not know there is none. */
export async function mailsOf({ people }: Compute, users: readonly string[]): Promise<Map<string, string>> {
  const uuids = [...new Set(users)];
  if (uuids.length === 0) return new Map();
  const { uuid_catalog: found } = await people.userCatalogs({ uuids });
  return new Map(Object.entries(found));
}

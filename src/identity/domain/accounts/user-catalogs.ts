import { fail } from '../../errors.ts';
import type { Bearer } from '../tokens/authentication.ts';
import type { Identity } from '../identity.ts';

/** Which accounts are asked for; null asks for all of them, where that is allowed. */
export interface CatalogQuestion {
  uuids: readonly string[] | null;
  displaynames: readonly string[] | null;
}

export interface UserCatalogs {
  uuid_catalog: Record<string, string>;
  displayname_catalog: Record<string, string>;
}

const CANONICAL_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Translates between uuids and names for a service; null means every account (spec/identity 1.4). */
export async function catalogsForService(
  identity: Identity,
  question: CatalogQuestion,
): Promise<UserCatalogs> {
  const { accounts } = identity.store;
  const spellings = question.displaynames === null ? undefined : spellingsOf(question.displaynames);
  const [byUuid, byName] = [
    await accounts.usernames(question.uuids === null ? undefined : canonical(question.uuids)),
    await accounts.uuidsByUsername(spellings === undefined ? undefined : [...spellings.keys()]),
  ];
  return {
    uuid_catalog: Object.fromEntries(byUuid.map(({ uuid, username }) => [uuid, username])),
    displayname_catalog: Object.fromEntries(
      byName.map(({ uuid, username }) => [spellings?.get(username) ?? username, uuid]),
    ),
  };
}

/**
 * The same for a user, who may ask for exact names only. People he shares a project with are free; of strangers, found
 * or not, he may ask for a few a minute: the directory cannot be read out (I3).
 */
export async function catalogsForUser(
  identity: Identity,
  bearer: Bearer,
  question: CatalogQuestion,
): Promise<UserCatalogs> {
  const asked: CatalogQuestion = { uuids: question.uuids ?? [], displaynames: question.displaynames ?? [] };
  const found = await catalogsForService(identity, asked);
  const foundUuids = [...Object.keys(found.uuid_catalog), ...Object.values(found.displayname_catalog)];
  const known = await identity.store.accounts.acquaintances(bearer.id, [...new Set(foundUuids)]);
  const free =
    Object.keys(found.uuid_catalog).filter((uuid) => known.has(uuid)).length +
    Object.values(found.displayname_catalog).filter((uuid) => known.has(uuid)).length;
  const total = new Set(asked.uuids).size + spellingsOf(asked.displaynames ?? []).size;
  const strangers = total - free;
  const { nameBudget } = identity;
  if (strangers === 0) return found;
  if (strangers > nameBudget.points) fail('too_many_names', { limit: nameBudget.points });
  const seconds = await nameBudget.take(bearer.uuid, strangers);
  if (seconds > 0) fail('names_exhausted', { seconds }, { headers: { 'retry-after': String(seconds) } });
  return found;
}

function canonical(uuids: readonly string[]): string[] {
  return [...new Set(uuids)].filter((uuid) => CANONICAL_UUID.test(uuid));
}

/** Lower-case name to the spelling it was asked with; of two spellings the last one is answered. */
function spellingsOf(names: readonly string[]): Map<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}

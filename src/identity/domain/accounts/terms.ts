import { fail } from '../../errors.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { termsBlocks, type TermsPage } from './terms-text.ts';

/** Longest terms that are kept. */
const MAX_CHARACTERS = 1024 * 1024;

/** Keeps new terms of use as the latest ones, which everybody has yet to sign. Answers their number. */
export function addTerms(
  identity: Acting,
  { location, document }: { location: string; document: string },
): Promise<bigint> {
  if (document.trim() === '') fail('terms_unreadable', { reason: `${location} is empty.` });
  if (document.length > MAX_CHARACTERS || !document.isWellFormed() || document.includes('\0'))
    fail('terms_unreadable', { reason: `${location} is longer than 1 MiB, or no text.` });
  return identity.store.transaction(async (tx) => {
    const id = await tx.terms.insert({ location, document, createdAt: identity.clock.now() });
    const unsigned = await tx.accounts.unsignTerms();
    const object = { kind: 'terms', id, name: location };
    await record(identity, tx, { action: 'terms.add', object, details: { unsigned } });
    return id;
  });
}

/** The latest terms, or those of a number. A file of a megabyte takes a moment to read: each is read once. */
export async function findTerms({ store, termsRead }: Identity, wanted?: bigint): Promise<TermsPage> {
  const id = wanted ?? (await store.terms.latestId()) ?? fail('terms_not_found', { id: '' });
  const known = termsRead.get(id);
  if (known !== undefined) return known;
  const { createdAt, document } = (await store.terms.find(id)) ?? fail('terms_not_found', { id });
  const page = { id, createdAt, blocks: termsBlocks(document) };
  termsRead.set(id, page);
  return page;
}

/** Signs terms for a user, who read those of this number: while they are the latest, for nothing else counts. */
export function signTerms(
  identity: Acting,
  user: { id: bigint; uuid: string; email: string },
  id: bigint,
): Promise<void> {
  return identity.store.transaction(async (tx) => {
    await tx.terms.hold();
    const latest = await tx.terms.latestId();
    if (latest === undefined || id > latest) fail('terms_not_found', { id });
    if (id !== latest) fail('terms_superseded');
    await tx.accounts.signTerms([user.id], identity.clock.now());
    await record(identity, tx, { action: 'terms.sign', object: accountObject(user), details: { terms: id } });
  });
}

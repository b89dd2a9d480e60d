import type { Identity } from '../identity.ts';
import { fail } from '../../errors.ts';

/** Longest terms that are kept. */
const MAX_CHARACTERS = 1024 * 1024;

/** Keeps new terms of use as the latest ones, which everybody has yet to sign. Answers their number. */
export function addTerms(
  { store, clock }: Identity,
  { location, document }: { location: string; document: string },
): Promise<bigint> {
  if (document.trim() === '') fail('terms_unreadable', { reason: `${location} is empty.` });
  if (document.length > MAX_CHARACTERS || !document.isWellFormed() || document.includes('\0'))
    fail('terms_unreadable', { reason: `${location} is longer than 1 MiB, or no text.` });
  return store.transaction(async (tx) => {
    const id = await tx.terms.insert({ location, document, createdAt: clock.now() });
    await tx.accounts.unsignTerms();
    return id;
  });
}

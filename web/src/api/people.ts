import { queryOptions } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { account } from './services.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The e-mails of accounts by their uuids; who is unknown is not among them. */
export const emailsQuery = (uuids: readonly string[]) => {
  const asked = [...new Set(uuids)].toSorted();
  return queryOptions({
    queryKey: keys.emails(asked),
    // Identity counts how often somebody asks for strangers.
    staleTime: Infinity,
    enabled: asked.length > 0,
    queryFn: () => account.names(asked),
  });
};

/** The uuid of whom an e-mail or a uuid names, or undefined when no account has it. */
export async function accountOf(text: string): Promise<string | undefined> {
  const named = text.trim();
  if (!UUID.test(named)) return Object.values(await account.uuids([named]))[0];
  const uuid = named.toLowerCase();
  return Object.hasOwn(await account.names([uuid]), uuid) ? uuid : undefined;
}

import { flag } from '#platform/commands/options';
import type { Compute } from '../domain/compute.ts';
import { mailsOf } from '../domain/owners.ts';

/** The option of lists whose rows have an owner. */
export const displayMails = flag('--display-mails', "also the owners' e-mail addresses");

/** The e-mail addresses of the owners of rows, where they are asked for. */
export async function mailsOfRows(
  service: Compute,
  options: { displayMails: boolean },
  rows: readonly { userId: string | null }[],
): Promise<Map<string, string>> {
  if (!options.displayMails) return new Map();
  return mailsOf(
    service,
    rows.flatMap(({ userId }) => userId ?? []),
  );
}

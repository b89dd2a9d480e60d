import { CommandError, usageError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import { baseQuota } from '../../domain/quota/base-quota.ts';
import type { Identity } from '../../domain/identity.ts';
import { formatAmount, parseAmount } from '../../domain/quota/units.ts';
import type { User } from '../../store/accounts/accounts.ts';

/** What `--set-base-quota` asks for. */
export interface WantedQuota {
  resource: string;
  amount: bigint | 'default';
}

/** Reads the words of `--set-base-quota`; undefined when it was not given. */
export function wantedQuotaOf(given: readonly string[][]): WantedQuota | undefined {
  const [resource = '', word = ''] = given.at(-1) ?? [];
  if (given.length === 0) return undefined;
  const amount = word === 'default' ? word : parseAmount(word);
  if (amount === undefined) throw usageError(`'${word}' is not an amount: write 20GB, 5, inf or default.`);
  return { resource, amount };
}

/** The new base quota, shown beside the old one and agreed to. */
export async function baseQuotaChange(
  { service, ask, out }: Pick<ServiceRun<Identity>, 'service' | 'ask' | 'out'>,
  user: User,
  { resource, amount }: WantedQuota,
): Promise<Record<string, bigint>> {
  const { limit: old, standard, unit } = await baseQuota(service, user, resource);
  const limit = amount === 'default' ? standard : amount;
  const show = (value: bigint): string => formatAmount(value, unit, 'auto');
  out.note(`${user.email}: ${resource} from ${show(old)} to ${show(limit)}`);
  if (!(await ask.confirm('Change this limit?'))) throw new CommandError('Nothing was changed.');
  return { [resource]: limit };
}

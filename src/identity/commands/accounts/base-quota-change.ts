import { CommandError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import { baseQuota } from '../../domain/quota/base-quota.ts';
import type { Identity } from '../../domain/identity.ts';
import { formatAmount, parseAmount } from '../../domain/quota/units.ts';
import type { User } from '../../store/accounts/accounts.ts';

/** The new base quota of `user-modify --set-base-quota`, shown beside the old one and agreed to; undefined when not asked for. */
export async function baseQuotaChange(
  { service, ask, out }: Pick<ServiceRun<Identity>, 'service' | 'ask' | 'out'>,
  user: User,
  words: readonly string[],
): Promise<Record<string, bigint> | undefined> {
  if (words.length === 0) return undefined;
  const [resource = '', amount = ''] = words;
  if (words.length !== 2)
    throw new CommandError('--set-base-quota takes a resource and an amount: pithos.diskspace 20GB');
  const { limit: old, standard, unit } = await baseQuota(service, user, resource);
  const limit = amount === 'default' ? standard : parseAmount(amount);
  if (limit === undefined)
    throw new CommandError(`'${amount}' is not an amount: write 20GB, 5, inf or default.`);
  const show = (value: bigint): string => formatAmount(value, unit, 'auto');
  out.note(`${user.email}: ${resource} from ${show(old)} to ${show(limit)}`);
  if (!(await ask.confirm('Change this limit?'))) throw new CommandError('Nothing was changed.');
  return { [resource]: limit };
}

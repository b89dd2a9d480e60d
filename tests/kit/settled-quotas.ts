import { until } from './until.ts';

/**
 * What identity tells a user of his quota once nothing of it is pending: an upload is answered when its rows are committed,
 * a moment before its charge is accepted.
 */
export async function settledQuotas(user: { get(path: string): Promise<{ text: string }> }): Promise<string> {
  let text = '';
  await until(async () => {
    ({ text } = await user.get('/astakos/account/v1.0/quotas'));
    return !/"(?:project_)?pending":[^0]/.test(text);
  });
  return text;
}

import { ACCOUNT_PREFIX, IDENTITY_PREFIX } from '#contract/identity';
import type { ServiceError } from '#platform/errors';
import { type UnbuiltPath, unbuiltAt } from '#platform/http/unbuilt-paths';
import { error } from '../errors.ts';

/** What the original has at these addresses and this cloud does not have yet. A row goes when its routes come. */
const UNBUILT: readonly UnbuiltPath[] = [
  { path: `${ACCOUNT_PREFIX}/authenticate`, what: 'Log-ins of the first version' },
  { path: `${IDENTITY_PREFIX}/v2.0/tenants`, what: 'Lists of tenants' },
];

const unbuilt = unbuiltAt(UNBUILT);

/** 501 for what is not built yet and for versions that are not spoken, in words that every client prints. */
export function absentFromIdentity(method: string, path: string): ServiceError | undefined {
  const what = unbuilt(method, path);
  if (what !== undefined) return error('not_offered', { what });
  if (!path.startsWith(`${IDENTITY_PREFIX}/`)) return undefined;
  const [version = ''] = path.slice(IDENTITY_PREFIX.length + 1).split('/');
  const isOther = /^v\d{1,4}(?:\.\d{1,4})?$/.test(version) && version !== 'v2.0';
  return isOther ? error('version_not_offered', { version }) : undefined;
}

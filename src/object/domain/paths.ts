import { fail } from '../errors.ts';

/** What an address names: the service, an account, a container, or an object. */
export interface Target {
  account?: string;
  container?: string;
  object?: string;
}

const MAX_ACCOUNT = 256;
const MAX_CONTAINER = 256;
const MAX_OBJECT = 1024;
/** Other services' clients put this before the id of the person. */
const ALIAS = 'AUTH_';

/**
 * Reads the raw part of an address after `/v1`, still encoded. Everything that names an object, in the address or in a
 * header, is read here: decoded once and whole, so that `%2F` is a slash like any other; never normalised. Fails with 400.
 */
export function parseTarget(raw: string): Target {
  const path = decodeName(raw).replace(/^\//, '');
  if (path === '') return {};
  const first = path.indexOf('/');
  const account = first === -1 ? path : path.slice(0, first);
  if (account === '') fail('unknown_endpoint');
  const target: Target = { account: accountName(account) };
  const rest = first === -1 ? '' : path.slice(first + 1);
  if (rest === '') return target;
  const second = rest.indexOf('/');
  target.container = containerName(second === -1 ? rest : rest.slice(0, second));
  const object = second === -1 ? '' : rest.slice(second + 1);
  if (object !== '') target.object = objectName(object);
  return target;
}

/** Reads `/container/object` of a source or destination header, encoded; the leading slash may be missing when `loose`. */
export function parseSource(
  header: string,
  value: string,
  loose: boolean,
): { container: string; object: string } {
  const decoded = decodeName(value);
  if (!decoded.startsWith('/') && !loose) fail('bad_source', { header });
  const path = decoded.replace(/^\//, '');
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) fail('bad_source', { header });
  return {
    container: containerName(path.slice(0, slash)),
    object: objectName(path.slice(slash + 1)),
  };
}

/** Decodes a percent-encoded part. Bytes that are not UTF-8, and NUL, which no store can keep, are refused. */
function decodeName(encoded: string): string {
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    return fail('bad_name');
  }
  if (name.includes('\0')) fail('bad_name');
  return name;
}

/** The account of a name that may carry the alias `AUTH_`. */
export function accountName(name: string): string {
  const bare = name.startsWith(ALIAS) ? name.slice(ALIAS.length) : name;
  if (characters(bare) > MAX_ACCOUNT) fail('account_name_too_large');
  return bare;
}

function containerName(name: string): string {
  if (name === '') fail('container_name_missing');
  if (characters(name) > MAX_CONTAINER) fail('container_name_too_large');
  return name;
}

function objectName(name: string): string {
  if (characters(name) > MAX_OBJECT) fail('object_name_too_large');
  return name;
}

/** Unicode characters, not UTF-16 units. Stops counting where the answer no longer matters. */
function characters(name: string): number {
  if (name.length <= MAX_CONTAINER) return name.length;
  let count = 0;
  for (const _ of name) {
    count += 1;
    if (count > MAX_OBJECT) break;
  }
  return count;
}

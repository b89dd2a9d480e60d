import { fail } from '../../errors.ts';

/** The container and the prefix of names that a manifest is made of. Fails with 400 when it is none. */
export function manifestParts(manifest: string): { container: string; prefix: string } {
  const slash = manifest.indexOf('/');
  if (slash <= 0 || slash === manifest.length - 1) return fail('bad_manifest');
  return { container: manifest.slice(0, slash), prefix: manifest.slice(slash + 1) };
}

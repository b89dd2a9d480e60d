import type { RawTarget } from './raw-path.ts';
import { STATIC_PREFIX } from './static-files.ts';

/** Where a request goes. `own` pages are answered by the gateway itself. */
export type Destination =
  | { to: 'role'; role: string }
  | { to: 'pages' }
  | { to: 'static file' }
  | { to: 'cloud document' }
  | { to: 'front' }
  | { to: 'health' }
  | { to: 'readiness' }
  | { to: 'nothing' };

/** Chooses by the raw first segment alone. What services keep for each other is not there for the world. */
export function destinationOf(
  { path, first, browser }: RawTarget,
  segments: ReadonlyMap<string, string>,
): Destination {
  const role = segments.get(first);
  if (role !== undefined) return isInternal(path) ? { to: 'nothing' } : { to: 'role', role };
  if (browser) return { to: 'nothing' };
  if (path === '/') return { to: 'front' };
  if (path === '/healthz') return { to: 'health' };
  if (path === '/readyz') return { to: 'readiness' };
  if (path.startsWith(STATIC_PREFIX)) return { to: 'static file' };
  if (first !== 'ui') return { to: 'nothing' };
  if (path === '/ui/cloud.json') return { to: 'cloud document' };
  if (path === '/ui/api') return { to: 'nothing' };
  return path === '/ui' ? { to: 'front' } : { to: 'pages' };
}

/** The second segment holds no escapes (raw-path.ts), so there is one spelling of it. */
function isInternal(path: string): boolean {
  return path.split('/', 3)[2]?.toLowerCase() === 'internal';
}

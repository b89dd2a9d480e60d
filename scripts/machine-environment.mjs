import { delimiter, sep } from 'node:path';

/**
 * The environment for a nested npm: on the machine's own Node.js rather than on the one of node_modules, which may be what
 * is to be replaced, and without the calling script's mode, which could leave packages out.
 */
export function machineEnvironment() {
  const environment = { ...process.env };
  environment.PATH = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.split(sep).includes('node_modules'))
    .join(delimiter);
  for (const name of [
    'NODE_ENV',
    'npm_config_omit',
    'npm_config_production',
    'npm_config_only',
    'NODE_OPTIONS',
  ]) {
    delete environment[name];
  }
  return environment;
}

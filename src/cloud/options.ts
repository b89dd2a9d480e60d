import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { assembly } from './assembly.ts';

/** What `npm start --` was told, with the defaults filled in. */
export interface MainOptions {
  dataDirectory: string;
  configDirectory: string | undefined;
  host: string | undefined;
  port: number | undefined;
  parts: readonly string[];
  environment: Record<string, string | undefined>;
}

const ALL_PARTS: readonly string[] = ['database', ...assembly.roles.map(({ name }) => name)];
/** Where a packaged installation keeps its settings; used when it is there. */
const SYSTEM_CONFIG = '/etc/synnefo';

/** Reads the command line; `--help` and mistakes are answered here and end the process. */
export function parseOptions(
  argv: string[],
  environment: Record<string, string | undefined>,
  exists: (path: string) => boolean,
): MainOptions {
  const command = new Command('npm start --')
    .description(
      'Brings the cloud up on this machine: identity, object storage, compute and the web console.',
    )
    .option('--port <number>', 'port to listen on (default 8080)', parsePort)
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--data-dir <directory>', 'where everything is kept (default ./data, or SYNNEFO_DATA_DIR)')
    .option(
      '--config-dir <directory>',
      `directory of *.conf settings files (default ${SYSTEM_CONFIG} when it is there)`,
    )
    .addOption(
      new Option('--roles <names>', 'run only these, with commas between them')
        .argParser(parseParts)
        .default(ALL_PARTS, 'all'),
    )
    .addHelpText(
      'after',
      `\nRoles: ${ALL_PARTS.join(', ')}.\nCtrl-C stops everything; the next start finds it as it was.`,
    )
    .showHelpAfterError('(npm start -- --help shows the options)');
  command.parse(argv, { from: 'user' });
  const given = command.opts<{
    port?: number;
    host?: string;
    dataDir?: string;
    configDir?: string;
    roles: readonly string[];
  }>();
  const configDirectory = given.configDir ?? (exists(SYSTEM_CONFIG) ? SYSTEM_CONFIG : undefined);
  return {
    dataDirectory: resolve(given.dataDir ?? environment['SYNNEFO_DATA_DIR'] ?? 'data'),
    configDirectory: configDirectory === undefined ? undefined : resolve(configDirectory),
    // as an address writes an IPv6 host; sockets want it bare
    host: given.host?.replace(/^\[(.*)\]$/, '$1'),
    port: given.port,
    parts: given.roles,
    environment,
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It is not a port: 0 to 65535.');
  return port;
}

function parseParts(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const former = Object.assign({}, ...assembly.services.map(({ formerRoles }) => formerRoles)) as Record<
    string,
    string
  >;
  for (const name of names) {
    if (former[name] !== undefined)
      throw new InvalidArgumentError(`There is no role '${name}' any more: ${former[name]}.`);
    if (!ALL_PARTS.includes(name)) throw new InvalidArgumentError(`There is no role '${name}'.`);
  }
  return names;
}

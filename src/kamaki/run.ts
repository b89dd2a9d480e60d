import { readFile, stat } from 'node:fs/promises';
import type { Surroundings } from './cli/command.ts';
import { parseLine } from '#platform/commands/program';
import { questionsOver } from '#platform/commands/questions';
import { program } from './cli/program.ts';
import type { GlobalOptions, Parsed } from './cli/program.ts';
import { tellError } from './cli/tell-error.ts';
import type { World } from './cli/world.ts';
import { Cloud } from './client/cloud.ts';
import { WireLog } from './client/wire-log.ts';
import { commands } from './commands.ts';
import { chooseCloud } from './config/cloud-settings.ts';
import type { CloudSettings } from './config/cloud-settings.ts';
import { readConfigFile } from './config/config-file.ts';
import type { ConfigFile } from './config/config-file.ts';
import { CommandError, usageError } from '#platform/commands/command-error';
import { Output } from './output/output.ts';
import { printable } from '#platform/commands/printable';

/** Runs one command line; answers the exit code. Never throws: what goes wrong is one line on standard error. */
export async function runKamaki(argv: readonly string[], world: World): Promise<number> {
  let settings: CloudSettings | undefined;
  try {
    const parsed = parseLine(program, commands, argv, {
      out: (text) => void world.stdout.write(text),
      err: (text) => void world.stderr.write(text),
    }) as Parsed | undefined;
    if (parsed === undefined) return 0;
    const config = await readSettings(parsed.common, world);
    const ca = await readCertificates(config);
    if (!parsed.common.silent) await noteOpenFile(config, world);
    const cloud = (): Cloud => {
      settings ??= chooseCloud(config, parsed.common.cloud);
      return openCloud(settings, parsed.common, world, ca);
    };
    const { args, options } = parsed as unknown as { args: never; options: never };
    await parsed.command.run({ ...surroundingsOf(parsed, config, cloud, world), args, options });
    return 0;
  } catch (error) {
    const told = tellError(error, settings, world.signal.aborted);
    if (told.line !== '') world.stderr.write(`kamaki: ${printable(told.line)}\n`);
    return told.exitCode;
  }
}

function surroundingsOf(parsed: Parsed, config: ConfigFile, open: () => Cloud, world: World): Surroundings {
  let opened: Cloud | undefined;
  const { common: global } = parsed;
  const out = new Output(
    { answers: world.stdout, errors: world.stderr },
    {
      format: formatOf(global),
      silent: global.silent,
      progress: !global.noProgress && !global.noProgressBar,
    },
  );
  return {
    out,
    config,
    cloud: () => (opened ??= open()),
    world,
    ask: questionsOver({
      stdin: world.stdin,
      ask: (text) => void world.stderr.write(text),
      signal: world.signal,
      assumesYes: parsed.assumesYes,
      withoutTerminal: 'read',
    }),
  };
}

function openCloud(
  settings: CloudSettings,
  global: GlobalOptions,
  world: World,
  ca: string | undefined,
): Cloud {
  const detail = global.debug ? 'bodies' : global.verbose || global.include ? 'headers' : undefined;
  return new Cloud(settings, {
    transportTo: (origin) => world.transportTo(origin, ca === undefined ? {} : { ca }),
    signal: world.signal,
    ...(detail === undefined
      ? {}
      : { wire: new WireLog((line) => world.stderr.write(`${printable(line)}\n`), detail) }),
  });
}

async function readSettings(global: GlobalOptions, world: World): Promise<ConfigFile> {
  const config = await readConfigFile(global.config ?? world.configPath);
  for (const words of global.options) {
    const at = words.indexOf('=');
    if (at > 0) config.override(words.slice(0, at).trim(), words.slice(at + 1).trim());
  }
  return config;
}

/** A token that other users of the machine can read is theirs. */
async function noteOpenFile(config: ConfigFile, world: World): Promise<void> {
  const { mode } = (await stat(config.path).catch(() => undefined)) ?? { mode: 0 };
  if ((mode & 0o077) === 0 || !config.list().some(([name]) => name.endsWith('token'))) return;
  world.stderr.write(
    `kamaki: note: others on this machine can read the token in ${printable(config.path)}: chmod 600 it.\n`,
  );
}

async function readCertificates(config: ConfigFile): Promise<string | undefined> {
  const path = config.get('global', 'ca_certs');
  if (path === undefined || path === '') return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CommandError(`Cannot read the certificates (option ca_certs): ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function formatOf(global: GlobalOptions): 'text' | 'json' {
  const bare = global.options.filter((words) => !words.includes('='));
  for (const format of [global.outputFormat, ...bare]) {
    if (format !== undefined && format.toLowerCase() !== 'json')
      throw usageError(`The output format is json, not "${format}".`);
  }
  return global.json || global.outputFormat !== undefined || bare.length > 0 ? 'json' : 'text';
}

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { openRole } from './open-role.ts';
import { CommandLog } from '#platform/commands/command-log';
import { text } from '#platform/commands/options';
import type { Streams } from '#platform/commands/output';
import type { Parsed } from '#platform/commands/program';
import {
  type PreparedRun,
  runServiceLine,
  type ServiceProgram,
  tableOptions,
} from '#platform/commands/run-service-command';
import type { ServiceCommand } from '#platform/commands/service-command';
import { systemClock } from '#platform/clock';
import { SettingsError } from '#platform/settings';
import { createLog, silentLog } from '#platform/telemetry/log';
import { requireCloud } from '#cloud/open-beside';
import { readCloudSettings } from '#cloud/open-cloud';
import type { CloudSettings } from '#cloud/settings';
import { allCommands, commandNamed } from './commands.ts';

/** The version of the original whose commands these are. */
const VERSION = '0.21';

const common = {
  dataDirectory: text(
    '--data-dir <directory>',
    'data directory of the cloud (default ./data, or SYNNEFO_DATA_DIR)',
  ),
  configDirectory: text('--config-dir <directory>', 'directory of *.conf settings files'),
  ...tableOptions,
};

export interface ManageOptions {
  streams?: Streams;
  signal?: AbortSignal;
  /** Of the process unless given. */
  stdin?: Readable & { isTTY?: boolean };
  /** Called before the data directory is touched. */
  leaveRootFor?: (dataDirectory: string) => Promise<void>;
  /** Told a line without its secrets, where it had some. */
  onSecretLine?: (words: readonly string[]) => void;
}

const terminal: Streams = {
  out: (words) => void process.stdout.write(words),
  err: (words) => void process.stderr.write(words),
};

/** Runs one command of `snf-manage` and resolves to its exit status (`runServiceLine`). */
export function manage(
  argv: readonly string[],
  environment: Record<string, string | undefined>,
  {
    streams = terminal,
    signal = new AbortController().signal,
    stdin = process.stdin,
    ...options
  }: ManageOptions = {},
): Promise<number> {
  const program: ServiceProgram = {
    spec: {
      name: 'snf-manage',
      description: 'Administers the cloud of a data directory, also while it runs.',
      version: VERSION,
      versionFlags: '--version',
      common,
      showCommon: 'in each command',
      // scripts look for the original's words for a command that is not there
      wrongLine: (message, unknown) =>
        unknown === undefined
          ? `error: ${message} (--help shows the usage)`
          : `Unknown command: '${unknown.name}'.${unknown.hint} Type 'snf-manage help' for usage.`,
    },
    commands: async (name) => {
      const found = name === undefined ? undefined : await commandNamed(name);
      return found === undefined ? allCommands() : [found];
    },
    prepare: (parsed) => prepare(parsed, argv, environment, { ...options, streams }),
  };
  return runServiceLine(program, argv, { streams, clock: systemClock, stdin, signal });
}

async function prepare(
  { command, common: given, secrets }: Parsed<ServiceCommand<never>>,
  argv: readonly string[],
  environment: Record<string, string | undefined>,
  { streams, leaveRootFor, onSecretLine }: ManageOptions & { streams: Streams },
): Promise<PreparedRun> {
  if (secrets.length > 0) onSecretLine?.(argv.map((word) => withoutSecrets(word, secrets)));
  const words = given as { dataDirectory?: string; configDirectory?: string };
  const dataDirectory = resolve(words.dataDirectory ?? environment['SYNNEFO_DATA_DIR'] ?? 'data');
  const configDirectory = configDirectoryOf(words.configDirectory);
  const surroundings = { dataDirectory, configDirectory, environment };
  const { role, keepsRoot } = command;
  const settings = settingsFor(keepsRoot, { environment, configDirectory });
  const operator = userOf(environment);
  const becomeOwner = async (): Promise<void> => leaveRootFor?.(dataDirectory);
  const log = isLogged(command.name, settings)
    ? new CommandLog({
        dataDirectory,
        command: command.name,
        words: argv,
        secrets,
        user: operator,
        clock: systemClock,
        becomeOwner,
        kept: settings.COMMAND_LOGS_KEPT,
        onFailure: (reason) => streams.err(`The log of this command cannot be written: ${reason}\n`),
      })
    : undefined;
  return {
    log,
    open: async () => {
      if (role !== undefined)
        return openRole(role, {
          ...surroundings,
          settings,
          operator,
          becomeOwner,
          log:
            log === undefined
              ? silentLog
              : createLog({
                  level: settings.LOG_LEVEL,
                  destination: { write: (line) => log.logged(line) },
                }),
        });
      if (!keepsRoot) {
        requireCloud(dataDirectory);
        await becomeOwner();
      }
      return { service: surroundings, close: async () => undefined };
    },
  };
}

/** A backup is made, and put back, also where the settings are lost or wrong: its log is kept as it is by default. */
function settingsFor(
  keepsRoot: boolean,
  {
    environment,
    configDirectory,
  }: { environment: Record<string, string | undefined>; configDirectory: string | undefined },
): CloudSettings {
  try {
    return readCloudSettings({
      environment,
      ...(configDirectory === undefined ? {} : { configDirectory }),
    }) as CloudSettings;
  } catch (error) {
    if (!keepsRoot || !(error instanceof SettingsError)) throw error;
    return readCloudSettings({ environment: {} }) as CloudSettings;
  }
}

/** Commands that only look leave no trace, as an operator has them (spec/compute-backend 6.1). */
function isLogged(name: string, { LOGGER_EXCLUDE_COMMANDS: excluded }: CloudSettings): boolean {
  return !new RegExp(excluded).test(name);
}

/** Who is at the terminal: also who became root by sudo. */
function userOf(environment: Record<string, string | undefined>): string {
  const uid = process.getuid?.() ?? -1;
  const name = nameOfUser() ?? String(uid);
  const before = environment['SUDO_USER'];
  return before === undefined ? name : `${name} (sudo by ${before})`;
}

/** An account that no file lists has no name. */
function nameOfUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}

function withoutSecrets(word: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '***'), word);
}

function configDirectoryOf(given: string | undefined): string | undefined {
  if (given !== undefined) return resolve(given);
  return existsSync('/etc/synnefo') ? '/etc/synnefo' : undefined;
}

import { flag, hidden, list, text } from '#platform/commands/options';
import type { Parsed as KitParsed, ProgramSpec } from '#platform/commands/program';
import type { OptionValues } from '#platform/commands/define-command';
import { printable } from '#platform/commands/printable';
import type { Command } from './command.ts';

/** The version of the original whose commands and file this client keeps to. */
const VERSION = '0.16';

/** The options that every command takes, wherever they stand on the line. */
const common = {
  config: text('-c, --config <file>', 'settings file (default: $KAMAKI_CONFIG, else ~/.kamakirc)'),
  cloud: text('--cloud <name>', 'the cloud to talk to, of those in the settings'),
  /** `-o json` for the format, `-o group.key=value` for a setting of this run. */
  options: list(
    '-o, --options <words>',
    '"-o json" for JSON; "-o group.key=value" sets an option for this run',
  ),
  json: flag('-j, --json', 'answer in JSON'),
  outputFormat: text('--output-format <format>', 'answer in this format (json)'),
  verbose: flag('-v, --verbose', 'show requests and answers, without tokens'),
  include: hidden(flag('-i, --include', 'the same as --verbose')),
  debug: flag('-d, --debug', 'show what they carry, too'),
  silent: flag('-s, --silent', 'no remarks, no progress bars'),
  noProgressBar: flag('-N, --no-progress-bar', 'no progress bars (so does --no-progress)'),
  noProgress: hidden(flag('--no-progress', 'no progress bars')),
};

export type GlobalOptions = OptionValues<typeof common>;

/** A parsed line: which command, with which words. */
export type Parsed = KitParsed<Command> & { common: GlobalOptions };

/** What kind of things the first word of a command names. */
const GROUPS: Record<string, string> = {
  config: 'Settings of this client',
  user: 'Who you are',
  quota: 'What you may use and do use',
  resource: 'What quota is counted in',
  project: 'Projects',
  container: 'Containers of files',
  file: 'Files in containers',
  sharer: 'Users who share files with you',
  group: 'Groups of users to share files with',
  image: 'Images that servers are made from',
  imagecompute: 'Images as the compute service sees them',
  server: 'Servers (virtual machines)',
  flavor: 'Sizes of servers',
  network: 'Networks',
  keypair: 'SSH keys',
};

/** The command line of kamaki. */
export const program = {
  name: 'kamaki',
  description: 'Command-line client of a Synnefo cloud: files, images, servers, networks.',
  version: `kamaki ${VERSION}`,
  versionFlags: '-V, --version',
  groups: GROUPS,
  common,
  showCommon: 'once',
  epilogue: {
    program:
      '\nBegin with:  kamaki config set cloud.default.url ADDRESS ;  kamaki config set cloud.default.token TOKEN',
    command: '\nOptions of every command, such as --json, --cloud and -v:  kamaki -h',
  },
  wrongLine: (message) => `${printable(message)} (-h shows the usage)`,
} satisfies ProgramSpec;

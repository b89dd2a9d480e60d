import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { assembly } from '#cloud/assembly';
import type { Streams } from '#platform/commands/output';
import { type Questions, questionsOver } from '#platform/commands/questions';
import { manage, type ManageOptions } from './manage.ts';
import { isAddress, servicesText } from './service-export.ts';

const USAGE = `Usage: snf-component-register [component] [options]

Registers components of this cloud with their services and resources, or registers them anew at another address: asks for
each, or only for the one that is named. Without a terminal name one, and give --base-url and --yes.

Options:
  --base-url <url>       where the services of the component answer
  --ui-url <url>         where its pages are (suggested: <base-url>/ui)
  --yes                  answer yes to every question
  --data-dir <directory>, --config-dir <directory>   as of snf-manage
  -h, --help             show this help
`;

const OPTIONS = {
  'base-url': { type: 'string' },
  'ui-url': { type: 'string' },
  yes: { type: 'boolean', default: false },
  'data-dir': { type: 'string' },
  'config-dir': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export interface Surroundings extends ManageOptions {
  environment: Record<string, string | undefined>;
  streams: Streams;
  stdin: Readable & { isTTY?: boolean };
  signal: AbortSignal;
}

/** Runs `snf-component-register` and resolves to its exit status. */
export async function componentRegister(argv: readonly string[], around: Surroundings): Promise<number> {
  const { streams, stdin, signal } = around;
  let given: Given;
  try {
    given = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    streams.err(`error: ${(error as Error).message.split('\n', 1)[0]} (--help shows the usage)\n`);
    return 2;
  }
  const [name, ...others] = given.positionals;
  if (given.values.help) {
    streams.out(USAGE);
    return 0;
  }
  const wrong = wrongWith(given, name, others);
  if (wrong !== undefined) {
    streams.err(`error: ${wrong} (--help shows the usage)\n`);
    return 2;
  }
  const known = assembly.components.map((each) => each.name);
  if (name !== undefined && !known.includes(name)) {
    streams.err(`There is no component '${name}': it is one of ${known.join(', ')}.\n`);
    return 0;
  }
  const ask = questionsOver({
    stdin,
    ask: (text) => streams.err(text),
    signal,
    assumesYes: given.values.yes,
    withoutTerminal: 'read',
  });
  for (const component of name === undefined ? known : [name]) {
    const status = await register(component, given.values, ask, around);
    if (status !== 0) return status;
  }
  return 0;
}

type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;
type Values = Given['values'];

function wrongWith(
  { values }: Given,
  name: string | undefined,
  others: readonly string[],
): string | undefined {
  const baseUrl = values['base-url'];
  if (others.length > 0) return 'name one component';
  if (baseUrl === undefined && values['ui-url'] === undefined && !values.yes) return undefined;
  if (name === undefined || baseUrl === undefined)
    return 'with --base-url, --ui-url or --yes name the component, and give its --base-url';
  const addresses = [baseUrl, values['ui-url'] ?? baseUrl];
  const strange = addresses.find((url) => !isAddress(url));
  return strange === undefined
    ? undefined
    : `'${strange}' is not an address: it begins with http:// or https://`;
}

/** One component, with the commands that an operator would give. */
async function register(name: string, values: Values, ask: Questions, around: Surroundings): Promise<number> {
  const { streams } = around;
  const tell = (line: string): void => streams.err(`${line}\n`);
  const run = (words: readonly string[], options: Partial<ManageOptions> = {}): Promise<number> =>
    manage([...words, ...placeOf(values)], around.environment, {
      ...around,
      stdin: Readable.from([]),
      ...options,
    });
  let listed = '';
  const listing = ['component-list', '--output-format=csv', '--no-headers', '-o', 'id,name'];
  const status = await run(listing, { streams: { ...streams, out: (text) => (listed += text) } });
  if (status !== 0) return status;
  const isNew = !listed.split('\r\n').some((line) => line.split(',')[1] === name);
  if (!(await ask.confirm(isNew ? `Register ${name}?` : `${name} is registered. Register it anew?`)))
    return 0;
  const baseUrl = values['base-url'] ?? (await address(`Base address of ${name}`, undefined, ask, tell));
  const suggested = `${(baseUrl ?? '').replace(/(?<!\/)\/+$/, '')}/ui`;
  const uiUrl =
    values['ui-url'] ??
    (ask.assumesYes ? suggested : await address(`Address of its pages`, suggested, ask, tell));
  if (baseUrl === undefined || uiUrl === undefined) {
    tell('The answers ended. Nothing was changed.');
    return 1;
  }
  if (!(await ask.confirm(`Register ${name} at ${baseUrl}, with its pages at ${uiUrl}?`))) return 0;
  const addresses = ['--base-url', baseUrl, '--ui-url', uiUrl];
  const made = await run([isNew ? 'component-add' : 'component-modify', name, ...addresses]);
  if (made !== 0) return made;
  if (isNew) tell('Note this token: it is shown only now, and the component needs it.');
  const imported = await run(['service-import', '--json', '-', '--replace', '--yes'], {
    stdin: Readable.from([Buffer.from(servicesText(name, baseUrl))], { objectMode: false }),
  });
  if (imported === 0 && isNew)
    tell(
      'New accounts have no limits of what it counts: snf-manage resource-modify RESOURCE --system-default LIMIT sets them.',
    );
  return imported;
}

function placeOf(values: Values): string[] {
  return (['data-dir', 'config-dir'] as const).flatMap((option) => {
    const value = values[option];
    return value === undefined ? [] : [`--${option}`, value];
  });
}

/** An address that a person types; nothing takes the suggested one. Undefined when there are no more answers. */
async function address(
  question: string,
  suggested: string | undefined,
  ask: Questions,
  tell: (line: string) => void,
): Promise<string | undefined> {
  for (;;) {
    tell(suggested === undefined ? `${question}:` : `${question} (nothing takes ${suggested}):`);
    const answer = (await ask.line())?.trim();
    if (answer === undefined) return undefined;
    if (answer === '' && suggested !== undefined) return suggested;
    if (isAddress(answer)) return answer;
    tell(`'${answer}' is not an address: it begins with http:// or https://`);
  }
}

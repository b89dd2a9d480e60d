import { systemClock } from '#platform/clock';
import { CommandError } from '#platform/commands/command-error';
import type { Questions } from '#platform/commands/questions';
import { parseLine } from '#platform/commands/program';
import { tableOptions } from '#platform/commands/run-service-command';
import type { ServiceCommand } from '#platform/commands/service-command';
import { TableOutput } from '#platform/commands/table-output';

/** What a command said, with values as they were before a format made text of them. */
export interface Said {
  lines: string[];
  notes: string[];
  records: Record<string, unknown>[];
  tables: { titles: readonly string[]; rows: unknown[][] }[];
}

/** Runs a command on a service as `snf-manage` does, with its words collected and its questions answered. */
export async function runCommand<S>(
  commands: readonly ServiceCommand<S>[],
  service: S,
  line: readonly string[],
  { secret = '', confirm = true }: { secret?: string; confirm?: boolean } = {},
): Promise<Said> {
  let written = '';
  const write = (text: string): void => void (written += text);
  const program = {
    name: 'snf-manage',
    description: '',
    version: '0',
    versionFlags: '--version',
    common: tableOptions,
    showCommon: 'once',
    wrongLine: (message: string) => message,
  } as const;
  const parsed = parseLine(program, commands, line, { out: write, err: write });
  if (parsed === undefined) throw new CommandError(written);
  const { args, options } = parsed as unknown as { args: never; options: never };
  const out = new CollectedOutput();
  const ask: Questions = {
    assumesYes: parsed.assumesYes,
    atTerminal: true,
    confirm: async () => confirm,
    line: async () => undefined,
    input: async () => '',
    secret: async () => secret,
  };
  const signal = new AbortController().signal;
  await parsed.command.run({ service, out, ask, clock: systemClock, signal, args, options });
  return out.said;
}

class CollectedOutput extends TableOutput {
  readonly said: Said = { lines: [], notes: [], records: [], tables: [] };

  constructor() {
    super({ out: () => undefined, err: () => undefined }, { format: 'pretty' });
  }

  override line(text: string): void {
    this.said.lines.push(text);
  }

  override note(text: string): void {
    this.said.notes.push(text);
  }

  override show(record: Record<string, unknown>): void {
    this.said.records.push(record);
  }

  override table(titles: readonly string[], rows: readonly (readonly unknown[])[]): void {
    this.said.tables.push({ titles, rows: rows.map((row) => [...row]) });
  }

  override prettyTable(titles: readonly string[], rows: readonly (readonly unknown[])[]): void {
    this.table(titles, rows);
  }

  override async pages(
    titles: readonly string[],
    pages: () => AsyncIterable<{ rows: readonly (readonly unknown[])[] }>,
  ): Promise<void> {
    const all: unknown[][] = [];
    for await (const { rows } of pages()) all.push(...rows.map((row) => [...row]));
    this.table(titles, all);
  }
}

import type { Writable } from 'node:stream';
import { writeJson } from '#contract/json';
import type { Document } from '../client/document.ts';
import { CommandError } from '#platform/commands/command-error';
import { byteBar, noProgress, percentBar } from '../../platform/commands/progress.ts';
import type { Progress, Terminal } from '../../platform/commands/progress.ts';
import { printable, printableJson } from '../../platform/commands/printable.ts';

const INDENT = 4;

export type OutputFormat = 'text' | 'json';

/** How a list of things is written: which fields make the headline, whether lines are numbered. */
export interface ItemsStyle {
  title?: readonly string[];
  enumerate?: boolean;
}

/** Where a command writes. Answers go to standard output, everything said about the work to standard error. */
export class Output {
  readonly format: OutputFormat;
  readonly errors: Terminal & { isTTY?: boolean };
  private readonly answers: Writable;
  private readonly silent: boolean;
  private readonly bars: boolean;

  constructor(
    streams: { answers: Writable; errors: Terminal & { isTTY?: boolean } },
    options: { format: OutputFormat; silent: boolean; progress: boolean },
  ) {
    this.answers = streams.answers;
    this.errors = streams.errors;
    this.format = options.format;
    this.silent = options.silent;
    this.bars = options.progress && !options.silent && streams.errors.isTTY === true;
  }

  /** One line of an answer. */
  line(text: string): void {
    this.answers.write(`${printable(text)}\n`);
  }

  /** A remark about the work: `-s` and pipes of the answer are free of it. */
  note(text: string): void {
    if (!this.silent) this.errors.write(`${printable(text)}\n`);
  }

  /** One thing: `key: value` lines, nested ones four columns in; or its JSON. */
  record(document: Document): void {
    if (this.format === 'json') this.json(document);
    else this.lines(recordLines(document, 0));
  }

  /** Several things: a headline each with the remaining fields below; or their JSON. */
  items(list: readonly Document[], style: ItemsStyle = {}): void {
    if (this.format === 'json') return this.json(list);
    for (const [index, item] of list.entries()) {
      const title = (style.title ?? ['id', 'name']).filter((key) => key in item);
      const headline = title.map((key) => scalarText(item[key])).join(' ');
      this.line(style.enumerate === true ? `${index + 1}. ${headline}` : headline);
      this.lines(
        recordLines(Object.fromEntries(Object.entries(item).filter(([key]) => !title.includes(key))), INDENT),
      );
    }
  }

  json(value: unknown): void {
    this.answers.write(`${printableJson(writeJson(value, INDENT))}\n`);
  }

  /** Bytes of a file, as they are. Waits for a slow reader. */
  async bytes(chunk: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.answers.write(chunk, (error) =>
        error == null ? resolve() : reject(new CommandError(`Cannot write: ${error.message}`)),
      );
    });
  }

  byteBar(title: string, totalBytes: number): Progress {
    return this.bars && totalBytes > 0 ? byteBar(this.errors, title, totalBytes) : noProgress;
  }

  percentBar(title: string): { set(percent: number, text: string): void; stop(): void } {
    return this.bars
      ? percentBar(this.errors, printable(title))
      : { set: () => undefined, stop: () => undefined };
  }

  private lines(lines: readonly string[]): void {
    if (lines.length > 0) this.answers.write(`${lines.map(printable).join('\n')}\n`);
  }
}

/** `key: value` lines of an object; lists and objects stand below their key, one step in. */
function recordLines(document: Document, indent: number): string[] {
  return Object.entries(document).flatMap(([key, value]) => {
    const start = `${' '.repeat(indent)}${key}:`;
    if (Array.isArray(value)) return [start, ...listLines(value, indent + INDENT)];
    if (typeof value === 'object' && value !== null)
      return [start, ...recordLines(value as Document, indent + INDENT)];
    return [`${start} ${scalarText(value)}`.trimEnd()];
  });
}

function listLines(list: readonly unknown[], indent: number): string[] {
  return list.flatMap((item, index) => {
    if (typeof item !== 'object' || item === null) return [`${' '.repeat(indent)}${scalarText(item)}`];
    const gap = index === 0 ? [] : [''];
    return [
      ...gap,
      ...(Array.isArray(item) ? listLines(item, indent + INDENT) : recordLines(item as Document, indent)),
    ];
  });
}

/** Values look as the original client's users and their scripts know them: True, False, None. */
function scalarText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

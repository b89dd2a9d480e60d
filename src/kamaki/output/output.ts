import type { Writable } from 'node:stream';
import { writeJson } from '#contract/json';
import type { Document } from '../client/document.ts';
import { CommandError } from '#platform/commands/command-error';
import { Output as KitOutput } from '#platform/commands/output';
import type { Terminal } from '#platform/commands/progress';
import { cell } from '#platform/commands/table';
import { printable, printableJson } from '#platform/commands/printable';

const INDENT = 4;

export type OutputFormat = 'text' | 'json';

/** How a list of things is written: which fields make the headline, whether lines are numbered. */
export interface ItemsStyle {
  title?: readonly string[];
  enumerate?: boolean;
}

/** How kamaki says things: nested `key: value` lines as the original writes them, or JSON. */
export class Output extends KitOutput {
  readonly format: OutputFormat;
  readonly #answers: Writable;

  constructor(
    streams: { answers: Writable; errors: Terminal & { isTTY?: boolean } },
    options: { format: OutputFormat; silent: boolean; progress: boolean },
  ) {
    const { answers, errors } = streams;
    super(
      {
        out: (text) => void answers.write(text),
        err: (text) => void errors.write(text),
        ...(errors.isTTY === true ? { terminal: errors } : {}),
      },
      { silent: options.silent, bars: options.progress },
    );
    this.#answers = answers;
    this.format = options.format;
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
      const headline = title.map((key) => cell(item[key])).join(' ');
      this.line(style.enumerate === true ? `${index + 1}. ${headline}` : headline);
      this.lines(
        recordLines(Object.fromEntries(Object.entries(item).filter(([key]) => !title.includes(key))), INDENT),
      );
    }
  }

  json(value: unknown): void {
    this.streams.out(`${printableJson(writeJson(value, INDENT))}\n`);
  }

  /** Bytes of a file, as they are. Waits for a slow reader. */
  async bytes(chunk: Uint8Array): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#answers.write(chunk, (error) =>
        error == null ? resolve() : reject(new CommandError(`Cannot write: ${error.message}`)),
      );
    });
  }

  private lines(lines: readonly string[]): void {
    if (lines.length > 0) this.streams.out(`${lines.map(printable).join('\n')}\n`);
  }
}

/** `key: value` lines of an object; lists and objects stand below their key, one step in. */
function recordLines(document: Document, indent: number): string[] {
  return Object.entries(document).flatMap(([key, value]) => {
    const start = `${' '.repeat(indent)}${key}:`;
    if (Array.isArray(value)) return [start, ...listLines(value, indent + INDENT)];
    if (typeof value === 'object' && value !== null)
      return [start, ...recordLines(value as Document, indent + INDENT)];
    return [`${start} ${cell(value)}`.trimEnd()];
  });
}

function listLines(list: readonly unknown[], indent: number): string[] {
  return list.flatMap((item, index) => {
    if (typeof item !== 'object' || item === null) return [`${' '.repeat(indent)}${cell(item)}`];
    const gap = index === 0 ? [] : [''];
    return [
      ...gap,
      ...(Array.isArray(item) ? listLines(item, indent + INDENT) : recordLines(item as Document, indent)),
    ];
  });
}

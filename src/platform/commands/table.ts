import { writeJson } from '#contract/json';
import { printable } from './printable.ts';

export const outputFormats = ['pretty', 'csv', 'json'] as const;
export type OutputFormat = (typeof outputFormats)[number];

type Rows = readonly (readonly unknown[])[];

/** How a value is spelled in every format: None, True and False as scripts written for the original expect. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(cell).join(', ');
  return typeof value === 'object' ? writeJson(value) : String(value);
}

/**
 * Writes a table piece by piece: right-aligned columns two blanks apart, CSV (RFC 4180), or a JSON array of objects of strings.
 * Columns are as wide as what was measured; a pretty table begins with the first `write` or `end`.
 */
export class TableWriter {
  readonly #out: (text: string) => void;
  readonly #format: OutputFormat;
  readonly #titles: readonly string[];
  readonly #headers: boolean;
  readonly #title: string | undefined;
  readonly #widths: number[];
  #begun = false;
  #written = 0;

  constructor(
    out: (text: string) => void,
    format: OutputFormat,
    titles: readonly string[],
    { headers = true, title }: { headers?: boolean; title?: string } = {},
  ) {
    this.#out = out;
    this.#format = format;
    this.#titles = titles;
    this.#headers = headers;
    this.#title = title;
    this.#widths = titles.map((text) => (headers ? text.length : 0));
  }

  /** Makes the columns of a pretty table wide enough for these rows. */
  measure(rows: Rows): void {
    if (this.#format !== 'pretty') return;
    for (const row of rows)
      for (const [at, value] of row.entries())
        this.#widths[at] = Math.max(this.#widths[at] ?? 0, printable(cell(value)).length);
  }

  write(rows: Rows): void {
    this.#begin();
    if (rows.length === 0) return;
    if (this.#format === 'json') {
      const objects = rowObjects(this.#titles, rows).map((row) => indented(writeJson(row, 4)));
      this.#out(`${this.#written === 0 ? '\n' : ',\n'}${objects.join(',\n')}`);
    } else if (this.#format === 'csv') this.#out(rows.map((row) => csvLine(row.map(cell))).join(''));
    else this.#out(rows.map((row) => this.#line(row.map((value) => printable(cell(value))))).join(''));
    this.#written += rows.length;
  }

  end(): void {
    this.#begin();
    if (this.#format === 'json') this.#out(this.#written === 0 ? ']\n' : '\n]\n');
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    if (this.#format === 'json') this.#out('[');
    else if (this.#format === 'csv') this.#out(this.#headers ? csvLine(this.#titles) : '');
    else this.#out(this.#head());
  }

  #head(): string {
    const widths = this.#widths;
    const rule = '-'.repeat(
      widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1),
    );
    const title = this.#title;
    const above =
      title === undefined
        ? ''
        : `${rule}\n${title.padStart(Math.floor((rule.length + title.length) / 2))}\n${rule}\n`;
    return above + (this.#headers ? `${this.#line(this.#titles)}${rule}\n` : '');
  }

  #line(row: readonly string[]): string {
    return `${row.map((text, at) => text.padStart(this.#widths[at] ?? 0)).join('  ')}\n`;
  }
}

/** A whole table as text. */
export function renderTable(
  format: OutputFormat,
  titles: readonly string[],
  rows: Rows,
  options: { headers?: boolean; title?: string } = {},
): string {
  let text = '';
  const writer = new TableWriter((part) => (text += part), format, titles, options);
  writer.measure(rows);
  writer.write(rows);
  writer.end();
  return text;
}

/** One record: aligned `key : value` lines, one CSV row, or a JSON array with one object. */
export function renderRecord(format: OutputFormat, record: Record<string, unknown>): string {
  const names = Object.keys(record);
  if (format !== 'pretty') return renderTable(format, names, [Object.values(record)]);
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)} : ${printable(cell(record[name]))}\n`).join('');
}

/** Rows as objects of strings, the form they have in JSON. */
export function rowObjects(titles: readonly string[], rows: Rows): Record<string, unknown>[] {
  return rows.map((row) =>
    Object.fromEntries(row.map((value, at) => [titles[at] ?? String(at), cell(value)])),
  );
}

/** A JSON document with four blanks a step, as scripts for the original have it. */
export function renderJson(document: unknown): string {
  return `${writeJson(document, 4)}\n`;
}

function indented(json: string): string {
  return `    ${json.replaceAll('\n', '\n    ')}`;
}

function csvLine(row: readonly string[]): string {
  const quoted = row.map((text) => {
    // A spreadsheet takes a leading operator for a formula (CSV injection).
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(',')}\r\n`;
}

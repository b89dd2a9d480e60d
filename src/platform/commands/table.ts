import { writeJson } from '#contract/json';

export const outputFormats = ['pretty', 'csv', 'json'] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** How a value is spelled in every format: None, True and False as scripts written for the original expect. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(cell).join(', ');
  return typeof value === 'object' ? writeJson(value) : String(value);
}

/** Rows under titles: right-aligned columns two blanks apart, CSV (RFC 4180), or a JSON array of objects of strings. */
export function renderTable(
  format: OutputFormat,
  titles: string[],
  rows: unknown[][],
  options: { headers?: boolean; title?: string } = {},
): string {
  if (format === 'json') return renderJson(rowObjects(titles, rows));
  const cells = rows.map((row) => row.map(cell));
  const headers = options.headers ?? true;
  if (format === 'csv') return [...(headers ? [titles] : []), ...cells].map(csvLine).join('');
  return prettyTable(
    titles,
    cells.map((row) => row.map(visible)),
    headers,
    options.title,
  );
}

/** One record: aligned `key : value` lines, one CSV row, or a JSON array with one object. */
export function renderRecord(format: OutputFormat, record: Record<string, unknown>): string {
  const names = Object.keys(record);
  if (format !== 'pretty') return renderTable(format, names, [Object.values(record)]);
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `${name.padEnd(width)} : ${visible(cell(record[name]))}\n`).join('');
}

/** Rows as objects of strings, the form they have in JSON. */
export function rowObjects(titles: string[], rows: unknown[][]): Record<string, string>[] {
  return rows.map((row) =>
    Object.fromEntries(row.map((value, column) => [titles[column] ?? String(column), cell(value)])),
  );
}

/** A JSON document with four blanks a step, as scripts for the original have it. */
export function renderJson(document: unknown): string {
  return `${writeJson(document, 4)}\n`;
}

function csvLine(row: string[]): string {
  const quoted = row.map((text) => {
    // A spreadsheet takes a leading operator for a formula (CSV injection).
    const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  });
  return `${quoted.join(',')}\r\n`;
}

function prettyTable(
  titles: string[],
  cells: string[][],
  headers: boolean,
  title: string | undefined,
): string {
  const all = headers ? [titles, ...cells] : cells;
  const widths = titles.map((_, column) => Math.max(0, ...all.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]): string =>
    `${row.map((text, column) => text.padStart(widths[column] ?? 0)).join('  ')}\n`;
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1));
  const above =
    title === undefined ? '' : `${title.padStart(Math.floor((rule.length + title.length) / 2))}\n${rule}\n`;
  return above + (headers ? line(titles) + `${rule}\n` : '') + cells.map(line).join('');
}

/** Names come from strangers: a control character would move the terminal's cursor. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

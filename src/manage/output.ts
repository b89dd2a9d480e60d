import type { CommandOutput } from '#platform/command';
import { type OutputFormat, renderRecord, renderTable } from '#platform/table';

/** Where a command's words go: results to `out`, words for the person to `err`. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** Output in the chosen format. */
export function commandOutput(streams: Streams, format: OutputFormat, headers: boolean): CommandOutput {
  return {
    line: (text) => streams.out(`${text}\n`),
    note: (text) => streams.err(`${text}\n`),
    show: (record) => streams.out(renderRecord(format, record)),
    table: (titles, rows, title) =>
      streams.out(renderTable(format, titles, rows, { headers, ...(title === undefined ? {} : { title }) })),
  };
}

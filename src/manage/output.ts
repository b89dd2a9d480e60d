import type { CommandOutput } from '#platform/command';
import {
  type OutputFormat,
  renderJson,
  renderRecord,
  renderTable,
  rowObjects,
} from '#platform/commands/table';

/** Where a command's words go: results to `out`, words for the person to `err`. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** Output in the chosen format. What a command shows is complete, and in JSON one document, once `end` was called. */
export function commandOutput(
  streams: Streams,
  format: OutputFormat,
  headers: boolean,
): CommandOutput & { end(): void } {
  // In JSON the tables that follow a record are part of it, so that programs read one document.
  let record: Record<string, unknown> | undefined;
  return {
    line: (text) => streams.out(`${text}\n`),
    note: (text) => streams.err(`${text}\n`),
    show: (fields) => {
      if (format !== 'json') streams.out(renderRecord(format, fields));
      else [record] = rowObjects(Object.keys(fields), [Object.values(fields)]);
    },
    table: (titles, rows, title) => {
      if (record !== undefined && title !== undefined) record[title.toLowerCase()] = rowObjects(titles, rows);
      else
        streams.out(
          renderTable(format, titles, rows, { headers, ...(title === undefined ? {} : { title }) }),
        );
    },
    end: () => {
      if (record !== undefined) streams.out(renderJson([record]));
    },
  };
}

import { Output, type OutputOptions, type Streams } from './output.ts';
import {
  type OutputFormat,
  renderJson,
  renderRecord,
  renderTable,
  rowObjects,
  TableWriter,
} from './table.ts';

export interface TableOptions extends OutputOptions {
  format: OutputFormat;
  /** Whether tables begin with their titles. */
  headers?: boolean;
  /** Is told each secret that is shown, so that no log keeps it. */
  onSecret?(secret: string): void;
}

/** Answers as tables and records: pretty, CSV or JSON. What is shown is complete, and in JSON one document, after `end`. */
export class TableOutput extends Output {
  readonly #format: OutputFormat;
  readonly #headers: boolean;
  readonly #onSecret: (secret: string) => void;
  /** In JSON the tables that follow a record are part of it, so that programs read one document. */
  #record: Record<string, unknown> | undefined;

  constructor(streams: Streams, { format, headers = true, onSecret, ...options }: TableOptions) {
    super(streams, options);
    this.#format = format;
    this.#headers = headers;
    this.#onSecret = onSecret ?? (() => undefined);
  }

  /** One line that ends in a secret, which is shown this once and kept in no log. */
  secret(text: string, secret: string): void {
    this.#onSecret(secret);
    this.line(`${text}${secret}`);
  }

  /** One record: `key : value` lines, or one JSON object in an array. */
  show(record: Record<string, unknown>): void {
    if (this.#format !== 'json') this.streams.out(renderRecord(this.#format, record));
    else [this.#record] = rowObjects(Object.keys(record), [Object.values(record)]);
  }

  /** A JSON document that another command reads, whatever the format. */
  document(document: unknown): void {
    this.streams.out(renderJson(document));
  }

  /** Rows for a person, whatever the format. */
  prettyTable(titles: readonly string[], rows: readonly (readonly unknown[])[]): void {
    this.streams.out(renderTable('pretty', titles, rows));
  }

  /** Rows under titles. */
  table(titles: readonly string[], rows: readonly (readonly unknown[])[], title?: string): void {
    if (this.#record !== undefined && title !== undefined)
      this.#record[title.toLowerCase()] = rowObjects(titles, rows);
    else {
      const writer = this.#writer(titles, title);
      writer.measure(rows);
      writer.write(rows);
      writer.end();
    }
  }

  /**
   * Rows under titles, of which only one page is in memory. `pages` is called twice where the columns' widths are not known from
   * a first page that is the only one.
   */
  async pages(
    titles: readonly string[],
    pages: () => AsyncIterable<{ rows: readonly (readonly unknown[])[]; isLast: boolean }>,
  ): Promise<void> {
    const writer = this.#writer(titles, undefined);
    let kept: readonly (readonly unknown[])[] | undefined;
    if (this.#format === 'pretty') {
      let number = 0;
      for await (const { rows, isLast } of pages()) {
        writer.measure(rows);
        if (number === 0 && isLast) kept = rows;
        number += 1;
      }
      if (number === 0) kept = [];
    }
    if (kept !== undefined) writer.write(kept);
    else for await (const { rows } of pages()) writer.write(rows);
    writer.end();
  }

  /** Writes what waits for the end. */
  end(): void {
    if (this.#record !== undefined) this.streams.out(renderJson([this.#record]));
    this.#record = undefined;
  }

  #writer(titles: readonly string[], title: string | undefined): TableWriter {
    return new TableWriter((text) => this.streams.out(text), this.#format, titles, {
      headers: this.#headers,
      ...(title === undefined ? {} : { title }),
    });
  }
}

/** Values put into a sentence, by the name in braces. */
export type ErrorParams = Record<string, string | number | bigint>;

/** What else an error may carry. `data` and `headers` reach the client; `detail` and `cause` only the log. */
export interface ErrorExtra {
  data?: unknown;
  headers?: Record<string, string>;
  detail?: string;
  cause?: unknown;
}

/** One row: HTTP status, public sentence with `{params}`, and the wire's name of the fault where a protocol has one. */
export type ErrorRow = readonly [status: number, sentence: string, fault?: string];

/** A failure with a public face. Every protocol renders the same error in its own form. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  readonly code: string;
  readonly status: number;
  readonly fault: string | undefined;
  readonly data: unknown;
  readonly headers: Record<string, string>;
  /** For the log only. */
  readonly detail: string | undefined;

  constructor(code: string, row: ErrorRow, params: ErrorParams = {}, extra: ErrorExtra = {}) {
    super(fill(row[1], params), { cause: extra.cause });
    this.code = code;
    this.status = row[0];
    this.fault = row[2];
    this.data = extra.data;
    this.headers = extra.headers ?? {};
    this.detail = extra.detail;
  }
}

/** The functions of one catalogue: `error` makes the error of a row, `fail` throws it. */
export interface ErrorCatalogue<Code extends string> {
  readonly rows: Readonly<Record<Code, ErrorRow>>;
  error(code: Code, params?: ErrorParams, extra?: ErrorExtra): ServiceError;
  fail(code: Code, params?: ErrorParams, extra?: ErrorExtra): never;
  is(thrown: unknown, code: Code): thrown is ServiceError;
}

/** Turns a service's table of failures into the only way it has to fail in public. */
export function defineErrors<const Rows extends Record<string, ErrorRow>>(
  rows: Rows,
): ErrorCatalogue<keyof Rows & string> {
  type Code = keyof Rows & string;
  const error = (code: Code, params?: ErrorParams, extra?: ErrorExtra): ServiceError =>
    new ServiceError(code, rows[code] as ErrorRow, params, extra);
  return {
    rows,
    error,
    fail: (code, params, extra) => {
      throw error(code, params, extra);
    },
    is: (thrown, code): thrown is ServiceError => thrown instanceof ServiceError && thrown.code === code,
  };
}

function fill(sentence: string, params: ErrorParams): string {
  return sentence.replaceAll(/\{(\w{1,40})\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}

import { FAULT_CODE_HEADER } from './refusal.ts';
import type { Replies } from './replies.ts';

export type { Replies };

/*
 * What the typed clients of the services stand on. They run in Node.js and in browsers: how a call travels and how its answer is
 * checked is given to them, since a page has its cookie and no room for every schema, and a program has a token and all of them.
 */

/**
 * One call. `path` is encoded and hangs below the address of the service; undefined parameters are left out. `Bytes` is what the
 * one who carries it can send as it is: a buffer, a stream, a Blob.
 */
export interface ClientCall<Bytes = never> {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Readonly<Record<string, string | undefined>>;
  headers?: Record<string, string>;
  json?: unknown;
  body?: string | Bytes | undefined;
  /** Statuses besides 2xx, and codes of refusals, that are answers. */
  accept?: readonly (number | string)[];
  /** What the path stands for, for refusals without words. */
  what?: string;
  /** Bytes travel, or a list is worked off: minutes are no outage. */
  slow?: boolean;
  /** Ends it. */
  signal?: AbortSignal | undefined;
}

/** How one call may be watched. */
export type CallOptions = Pick<ClientCall, 'signal'>;

/** A whole answer; names of headers are lower case. */
export interface ClientAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Makes a call. Throws Refusal when the service refuses. */
export type Caller<Bytes = never> = (call: ClientCall<Bytes>) => Promise<ClientAnswer>;

/** Whether an answer is one that the call takes, and no refusal. */
export function isAnswerTo(
  { accept = [] }: Pick<ClientCall, 'accept'>,
  { status, headers }: Omit<ClientAnswer, 'text'>,
): boolean {
  return (
    (status >= 200 && status < 300) ||
    accept.includes(status) ||
    accept.includes(headers[FAULT_CODE_HEADER] ?? '')
  );
}

/** Reads the document that its name says, and throws when it is another: never a cast. */
export type ReadReply = <Name extends keyof Replies>(name: Name, text: string) => Replies[Name];

/** The part that all clients share. */
export class ContractClient<Bytes = never> {
  protected readonly call: Caller<Bytes>;
  readonly #read: ReadReply;

  constructor(call: Caller<Bytes>, read: ReadReply) {
    this.call = call;
    this.#read = read;
  }

  protected async ask<Name extends keyof Replies>(
    name: Name,
    call: ClientCall<Bytes>,
  ): Promise<Replies[Name]> {
    return this.readAnswer(name, await this.call(call));
  }

  protected readAnswer<Name extends keyof Replies>(name: Name, { text }: ClientAnswer): Replies[Name] {
    return this.#read(name, text);
  }
}

/** The address of a call below that of its service, with the parameters. */
export function pathOf({ path, query = {} }: Pick<ClientCall, 'path' | 'query'>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

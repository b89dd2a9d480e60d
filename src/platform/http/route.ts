import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';

/** Who may call a route: finds the caller or throws the service's error. The name stands in the API page. */
export interface Access<S, C, P = unknown> {
  readonly name: string;
  identify(input: { service: S; request: FastifyRequest }): Promise<C> | C;
  /** Refuses callers whom the address does not concern, before anything else of their request is looked at. */
  permit?(input: { service: S; caller: C; params: P }): Promise<void> | void;
}

/** The route is open to strangers; written out so that no route is open by omission. */
export const anyone: Access<unknown, undefined> = { name: 'anyone', identify: () => undefined };

/** What a handler gives back. A body may be a JSON value, text, bytes or a stream; the status is 200 unless said. */
export interface Answer {
  status?: number;
  headers?: Record<string, string | number | string[]>;
  body?: unknown;
}

/** What a handler is given: everything parsed, the caller known. */
export interface Handling<S, C, P, Q, H, B> {
  service: S;
  caller: C;
  params: P;
  query: Q;
  headers: H;
  body: B;
  request: FastifyRequest;
  reply: FastifyReply;
  /** Aborts when the client goes away before its answer is complete. */
  signal: AbortSignal;
  log: Logger;
}

/** Chooses between routes of one method and path: the first whose conditions are all met. */
export interface When {
  /** Names that must all be in the query. */
  query?: readonly string[];
  header?: string;
  /**
   * What the JSON body asks for: its one member is one of these, or what the protocol's `read.action` finds is. Such routes
   * share access and parameters, which are read before the body is; the last of them has no condition and refuses the rest.
   */
  body?: readonly string[];
}

/**
 * What an answer of one status consists of. A bare schema in a route's `reply` is `{ content: { 'application/json': schema } }`;
 * tests check an answer against whatever is declared.
 */
export interface Reply {
  /** The body by media type. Text and XML are strings, bytes of any type stand under `*`. */
  readonly content?: Readonly<Record<string, Schema>>;
  /** Those of this answer, in lower case, beside the ones that every answer has; `x-meta-*` declares a family. */
  readonly headers?: z.ZodObject;
}

type Schema = z.ZodType;
type Parsed<T extends Schema | undefined> = T extends Schema ? z.output<T> : undefined;

/** One row of the table of routes. */
export interface RouteDefinition<
  S,
  C,
  P extends Schema | undefined,
  Q extends Schema | undefined,
  H extends z.ZodObject | undefined,
  B extends Schema | undefined,
> {
  method: string;
  /** From the base address, with `:name` and a final `*`. */
  path: string;
  access: Access<S, C, Parsed<P>>;
  summary: string;
  when?: When;
  /** Of the address, decoded; or as the protocol's `read.params` reads the raw address. */
  params?: P;
  query?: Q;
  /**
   * Headers by name in lower case. A key `x-meta-*` holds a family: an object of all headers that begin so, by what follows.
   * A transform that throws an error of the service's catalogue refuses with it, here as in the other schemas.
   */
  headers?: H;
  /** A JSON document. Without it and without `stream` a body is ignored. */
  body?: B;
  /** `any` reads a JSON body whatever its Content-Type says, for the calls where stock clients send none. */
  bodyType?: 'json' | 'any';
  /** The handler reads the body itself, from `request.raw`. */
  stream?: boolean;
  bodyLimitBytes?: number;
  /** Document of each status, for the API page and checked in tests. A status without a document has `null`. */
  reply: Record<number, Schema | Reply | null>;
  handle(input: Handling<S, C, Parsed<P>, Parsed<Q>, Parsed<H>, Parsed<B>>): Promise<Answer> | Answer;
}

/** A row whose types are forgotten, so that a table can hold it. */
export interface Route<S> {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly access: {
    readonly name: string;
    identify(input: { service: S; request: FastifyRequest }): unknown;
    permit?(input: { service: S; caller: unknown; params: unknown }): Promise<void> | void;
  };
  readonly when?: When;
  readonly params?: Schema;
  readonly query?: Schema;
  readonly headers?: z.ZodObject;
  readonly body?: Schema;
  readonly bodyType: 'json' | 'any';
  readonly stream: boolean;
  readonly bodyLimitBytes: number;
  readonly reply: Record<number, Reply | null>;
  handle(input: Handling<S, unknown, unknown, unknown, unknown, unknown>): Promise<Answer> | Answer;
}

/** JSON bodies are short; routes that take long ones say so. */
const DEFAULT_BODY_LIMIT_BYTES = 1024 * 1024;

/** The route builder of one service: `export const route = routesOf<Compute>()`. */
export function routesOf<S>() {
  return function route<
    C,
    P extends Schema | undefined = undefined,
    Q extends Schema | undefined = undefined,
    H extends z.ZodObject | undefined = undefined,
    B extends Schema | undefined = undefined,
  >(definition: RouteDefinition<S, C, P, Q, H, B>): Route<S> {
    const forgotten = definition as unknown as Route<S>;
    return {
      ...forgotten,
      stream: definition.stream ?? false,
      bodyType: definition.bodyType ?? 'json',
      bodyLimitBytes: definition.bodyLimitBytes ?? DEFAULT_BODY_LIMIT_BYTES,
      reply: Object.fromEntries(
        Object.entries(definition.reply).map(([status, declared]) => [
          status,
          declared !== null && 'safeParse' in declared
            ? { content: { 'application/json': declared } }
            : declared,
        ]),
      ),
    };
  };
}

/** True for bodies that are sent as they are rather than as JSON. */
export function isStream(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body && typeof body.pipe === 'function';
}

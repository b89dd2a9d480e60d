import type { Readable } from 'node:stream';
import { type Caller, type ClientCall, isAnswerTo, pathOf, type ReadReply } from '#contract/client';
import { JsonError, writeJson } from '#contract/json';
import { readBody } from '#contract/transport';
import type { Transport, TransportReply } from '#contract/transport';
import { CommandError } from '#platform/commands/command-error';
import { readFault, Refusal } from '#contract/refusal';
import { UnreachableError } from '../errors.ts';
import type { WireLog } from './wire-log.ts';

/** What every client of one cloud shares. */
export interface ClientContext {
  token: string;
  /** The way to an origin such as `http://127.0.0.1:8080`. */
  transportTo(origin: string): Transport;
  /** Ends everything that is under way (Ctrl-C). */
  signal: AbortSignal;
  wire?: WireLog;
}

/** A whole answer. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/** A call that this client carries. */
export type ProgramCall = ClientCall<Uint8Array>;

/** Longest time until an answer begins. */
const DEADLINE_MS = 60_000;
/** A block may travel slowly, but not for ever. */
const SLOW_DEADLINE_MS = 5 * 60_000;
/** Longest time for an answer that is read whole: 4 MiB at 14 kB/s. A file that is streamed may take as long as it takes. */
const WHOLE_ANSWER_MS = 5 * 60_000;
/** A list of 10,000 objects with long names stays below this. */
const LONGEST_ANSWER = 256 * 1024 * 1024;

/** Calls one service of a cloud: adds the token, reads faults, keeps the log. */
export class ServiceClient {
  readonly address: string;
  protected readonly context: ClientContext;
  private readonly transport: Transport;
  private readonly base: string;

  constructor(address: string, context: ClientContext) {
    const url = serviceUrl(address);
    this.address = address.replace(/\/+$/, '');
    this.base = url.pathname.replace(/\/+$/, '');
    this.transport = context.transportTo(url.origin);
    this.context = context;
  }

  /** Makes a call and reads the answer whole. Fails with Refusal, UnreachableError, or the signal's reason. */
  async call(call: ProgramCall): Promise<Reply> {
    const { status, headers, body } = await this.open(
      call,
      AbortSignal.timeout(deadlineOf(call) + WHOLE_ANSWER_MS),
    );
    const bytes = await this.readAnswer(body);
    this.context.wire?.replyBody(bytes);
    return { status, headers, body: bytes };
  }

  /** Calls as the contract's typed clients make them. */
  readonly caller: Caller<Uint8Array> = async (call) => {
    const { status, headers, body } = await this.call(call);
    return { status, headers, text: body.toString('utf8') };
  };

  /** Sends a request and gives the answer's body as it arrives, to be read to its end; a cut is an UnreachableError. */
  async stream(
    call: ProgramCall,
  ): Promise<{ headers: Record<string, string>; chunks: AsyncIterable<Uint8Array> }> {
    const { headers, body } = await this.open(call);
    return { headers, chunks: this.chunksOf(body) };
  }

  private async *chunksOf(body: Readable): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) yield chunk as Uint8Array;
    } catch (error) {
      this.context.signal.throwIfAborted();
      throw new UnreachableError(this.address, error);
    }
  }

  private async open(call: ProgramCall, whole?: AbortSignal): Promise<TransportReply> {
    const path = this.base + pathOf(call);
    const headers: Record<string, string> = {
      accept: 'application/json',
      'x-auth-token': this.context.token,
      ...call.headers,
    };
    const body = call.json === undefined ? call.body : writeJson(call.json);
    if (call.json !== undefined) headers['content-type'] = 'application/json';
    this.context.wire?.request(call.method, this.address, path, headers, body);
    const reply = await this.send(call, path, headers, body, whole);
    this.context.wire?.reply(reply.status, reply.headers);
    if (isAnswerTo(call, reply)) return reply;
    const answer = await this.readAnswer(reply.body);
    this.context.wire?.replyBody(answer);
    throw refusalOf(reply, answer, call.what);
  }

  private async send(
    call: ProgramCall,
    path: string,
    headers: Record<string, string>,
    body: string | Uint8Array | undefined,
    whole: AbortSignal | undefined,
  ): Promise<TransportReply> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error('no answer in time')), deadlineOf(call));
    const signals = [this.context.signal, late.signal, whole, call.signal].filter(
      (each) => each !== undefined,
    );
    try {
      return await this.transport({
        method: call.method,
        path,
        headers,
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.any(signals),
      });
    } catch (error) {
      this.context.signal.throwIfAborted();
      throw new UnreachableError(this.address, late.signal.aborted ? late.signal.reason : error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async readAnswer(body: Readable): Promise<Buffer> {
    try {
      return await readBody(body, LONGEST_ANSWER);
    } catch (error) {
      this.context.signal.throwIfAborted();
      throw new UnreachableError(this.address, error);
    }
  }
}

/** How a service is called at an address and how its answers are read, for a typed client. */
export async function callsOf(
  address: string,
  context: ClientContext,
): Promise<[Caller<Uint8Array>, ReadReply]> {
  return [new ServiceClient(address, context).caller, await replyReader(address)];
}

/** With the schemas of every answer: a command that reads none of them starts without. */
export async function replyReader(address: string): Promise<ReadReply> {
  const { parseReply } = await import('#contract/parse-reply');
  return (name, text) => {
    try {
      return parseReply(name, text);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      const message = `${address} did not answer in JSON: is this the address of a Synnefo cloud?`;
      throw new CommandError(message, { cause: error });
    }
  };
}

function deadlineOf({ slow = false }: ProgramCall): number {
  return slow ? SLOW_DEADLINE_MS : DEADLINE_MS;
}

function serviceUrl(address: string): URL {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new CommandError(`"${address}" is not an address: it must begin with http:// or https://`);
  }
  return url;
}

/** A refusal in the words of the service, or for the answer to a HEAD, which has none, in those of what was asked for. */
function refusalOf(reply: TransportReply, body: Buffer, what: string | undefined): Refusal {
  const fault = readFault({ ...reply, text: body.toString('utf8') });
  const message = fault.message === '' && what !== undefined ? wordless(reply.status, what) : fault.message;
  return new Refusal({ ...fault, message });
}

/** Of a longer name the rest says nothing more. */
const LONGEST_NAMED = 100;

/** The answer to a HEAD has no body to say why. */
function wordless(status: number, what: string): string {
  const short = what.length > LONGEST_NAMED ? `${what.slice(0, LONGEST_NAMED)}…` : what;
  if (status === 404) return `There is no ${short}.`;
  if (status === 400) return `There can be no ${short}: the name is too long or has what names cannot have.`;
  return status === 403 ? `You may not use ${short}.` : '';
}

import type { Readable } from 'node:stream';
import { type Caller, isAnswerTo, pathOf } from './client.ts';
import { writeJson } from './json.ts';
import { readFault, Refusal } from './refusal.ts';
import { readBody, type Transport } from './transport.ts';

/** What a program sends as it is. */
export type ProgramBytes = Uint8Array | Readable;

/** Where calls go and what goes with each. */
export interface CallerOptions {
  /** The path of the service, which those of the calls hang below. */
  below?: string;
  /** Such as the token. */
  headers?: Readonly<Record<string, string>>;
  /** Ends every call. */
  signal?: AbortSignal;
}

/** Calls of typed clients over a transport, for programs: the one way to call a service. */
export function callerOver(transport: Transport, options: CallerOptions = {}): Caller<ProgramBytes> {
  const { below = '', headers = {}, signal } = options;
  return async (call) => {
    const body = call.json === undefined ? call.body : writeJson(call.json);
    const reply = await transport({
      method: call.method,
      path: below + pathOf(call),
      headers: {
        accept: 'application/json',
        ...headers,
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...signalOf(signal, call.signal),
    });
    const text = (await readBody(reply.body)).toString('utf8');
    if (isAnswerTo(call, reply)) return { status: reply.status, headers: reply.headers, text };
    const fault = readFault({ ...reply, text });
    throw new Refusal({ ...fault, message: fault.message || `${call.what ?? call.path}: ${reply.status}` });
  };
}

function signalOf(...given: (AbortSignal | undefined)[]): { signal?: AbortSignal } {
  const [signal, other] = given.filter((each) => each !== undefined);
  if (signal === undefined) return {};
  return { signal: other === undefined ? signal : AbortSignal.any([signal, other]) };
}

import { type Caller, pathOf } from './client.ts';
import { writeJson } from './json.ts';
import { readFault, Refusal } from './refusal.ts';
import { readBody, type Transport } from './transport.ts';

/** Calls of typed clients over a transport, for programs; `headers`, such as the token, go with each. */
export function callerOver(transport: Transport, headers: Readonly<Record<string, string>> = {}): Caller {
  return async (call) => {
    const reply = await transport({
      method: call.method,
      path: pathOf(call),
      headers: {
        accept: 'application/json',
        ...headers,
        ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.json === undefined ? {} : { body: writeJson(call.json) }),
    });
    const { status } = reply;
    const text = (await readBody(reply.body)).toString('utf8');
    const accepted = (status >= 200 && status < 300) || call.accept?.includes(status) === true;
    if (!accepted) {
      const fault = readFault({ status, headers: reply.headers, text });
      throw new Refusal({ ...fault, message: fault.message || `${call.what ?? call.path}: ${status}` });
    }
    return { status, headers: reply.headers, text };
  };
}

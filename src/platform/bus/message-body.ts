import { parseJson, writeJson } from '#contract/json';

import { MAX_MESSAGE_BYTES, MessageTooLargeError, RejectMessage } from '../bus.ts';

/** The body as it travels. Throws MessageTooLargeError over 1 MiB. */
export function encodeBody(body: unknown): string {
  const text = writeJson(body);
  const size = Buffer.byteLength(text);
  if (size > MAX_MESSAGE_BYTES) {
    throw new MessageTooLargeError(`a message of ${size} bytes is over the limit of ${MAX_MESSAGE_BYTES}`);
  }
  return text;
}

/** The body of what arrived. Throws RejectMessage when it is no JSON or too long: others may publish to a broker, too. */
export function decodeBody(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES) throw new RejectMessage('the message is over 1 MiB');
  try {
    return parseJson(text);
  } catch (cause) {
    throw new RejectMessage('the message is not JSON', { cause });
  }
}

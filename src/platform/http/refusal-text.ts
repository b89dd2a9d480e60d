import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { writeJson } from '#contract/json';
import { FAULT_CODE_HEADER } from '#contract/refusal';
import type { ServiceError } from '../errors.ts';

/** The document of a refusal, in the form that the services share (spec/compute-api 0.5). */
export function refusalText({ status, fault = 'fault', message }: ServiceError, details = ''): string {
  return writeJson({ [fault]: { code: status, message, details } });
}

/** Ends a connection that asked to become a WebSocket and may not: with a whole answer, and nothing after it. */
export function refuseUpgrade(socket: Duplex, error: ServiceError): void {
  const body = refusalText(error);
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\nconnection: close\r\n` +
      `content-type: application/json; charset=UTF-8\r\n${FAULT_CODE_HEADER}: ${error.code}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

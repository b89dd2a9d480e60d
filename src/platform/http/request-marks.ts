import type { IncomingMessage } from 'node:http';

/** What the entrance of the cloud knows of a request, and nobody further in may take from a header. */
export interface RequestMarks {
  requestId: string;
  /** Address of the client's socket, or the one that a trusted proxy vouches for. */
  clientAddress: string;
}

const marks = Symbol('request marks');

interface Marked {
  [marks]?: RequestMarks;
}

/** Writes the entrance's knowledge on the request: a symbol, which no client can send. */
export function markRequest(request: IncomingMessage, known: RequestMarks): void {
  (request as Marked)[marks] = known;
}

/** The marks of a request, or undefined when it did not come through the entrance. */
export function marksOf(request: IncomingMessage): RequestMarks | undefined {
  return (request as Marked)[marks];
}

/** The client's address, as the entrance of the cloud saw it; null for who comes by a socket past the entrance. */
export function clientAddress({ raw }: { raw: IncomingMessage }): string | null {
  return marksOf(raw)?.clientAddress ?? raw.socket.remoteAddress ?? null;
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/*
 * A client that sends `Expect: 100-continue` keeps its body back until it is told to go on. It is told by whoever begins to
 * read the body, so that what is refused before is refused before megabytes are sent.
 */

const waiting = new WeakMap<IncomingMessage, ServerResponse>();

/** Lets the requests of a server wait for `giveContinue`; without this Node.js tells every client to go on at once. */
export function deferContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    waiting.set(request, response);
    server.emit('request', request, response);
  });
}

/** Tells the client to send its body, if it waits for that. Whoever reads a body calls this first. */
export function giveContinue(request: IncomingMessage): void {
  const response = waiting.get(request);
  waiting.delete(request);
  if (response !== undefined && !response.headersSent && !response.destroyed) response.writeContinue();
}

/** True while the client keeps its body back. */
export function awaitsContinue(request: IncomingMessage): boolean {
  return waiting.has(request);
}

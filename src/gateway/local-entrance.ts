import type { FastifyInstance } from 'fastify';
import { markRequest } from '#platform/http/request-marks';
import type { Entrance } from './entrance.ts';
import { setHeader } from './request-headers.ts';

/** Hands requests straight to an application of this process: no socket, no second parsing, the same bytes. */
export function localEntrance(app: FastifyInstance): Entrance {
  return {
    handle(request, response, marks) {
      markRequest(request, marks);
      app.routing(request, response);
    },
    upgrade(request, socket, head, marks) {
      // What belongs to one connection was taken off; this very connection is handed over whole.
      setHeader(request, 'connection', 'Upgrade');
      setHeader(request, 'upgrade', 'websocket');
      markRequest(request, marks);
      if (!app.server.emit('upgrade', request, socket, head)) socket.destroy();
    },
    // Of the roles of this process the gateway knows by itself.
    trouble: () => Promise.resolve(undefined),
    close: () => undefined,
  };
}

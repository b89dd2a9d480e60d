import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestMarks } from '#platform/http/request-marks';
import type { RoleTrouble } from '#platform/service/role';

/** The way into one role. Both kinds, in this process and in another, carry the same requests to the same answers. */
export interface Entrance {
  /** Takes a cleaned request over; the role answers on `response`. */
  handle(request: IncomingMessage, response: ServerResponse, marks: RequestMarks): void;
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, marks: RequestMarks): void;
  /** What keeps the role from its work, as it says itself; `unreachable` when it says nothing. */
  trouble(): Promise<RoleTrouble | 'unreachable' | undefined>;
  close(): void;
}

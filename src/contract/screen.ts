import { z } from 'zod';
import { credentialHash } from './scalars.ts';

/* Ways to the screen of a server, and the tickets that open one (spec/compute-api 1). */

/** Answer of the `console` action. The ticket opens one screen, once, within 30 s; it goes in Sec-WebSocket-Protocol. */
export const ConsoleReply = z.object({
  console: z.object({
    type: z.string(),
    host: z.string(),
    port: z.number().int(),
    /** The classic name of the ticket. */
    password: z.string(),
    /** Path of the WebSocket on the cloud's own origin; a program that speaks VNC itself has none. */
    path: z.string().optional(),
    ticket: z.string().optional(),
  }),
});
export type ConsoleReply = z.infer<typeof ConsoleReply>;

/** Answer of `os-getVNCConsole`: the page of the web console that shows the screen to who is logged in there. */
export const ConsolePageReply = z.object({ console: z.object({ type: z.string(), url: z.string() }) });
export type ConsolePageReply = z.infer<typeof ConsolePageReply>;

/** Internal: `POST /cyclades/internal/screen-tickets/redeem`, with the token of the cyclades component. */
export const SCREEN_TICKET_REDEEM_PATH = '/cyclades/internal/screen-tickets/redeem';
export const RedeemTicketBody = z.strictObject({ ticket: z.string().max(200) });
/** Where the screen is: a UNIX socket, or host and port. 403 when the ticket is unknown, used, old or not for this run of the server. */
export const RedeemTicketReply = z.object({
  server: z.number().int(),
  user: z.string(),
  /** The token or session that asked for the ticket: the screen ends with it. */
  credential: credentialHash,
  instance: z.string(),
  socketPath: z.string().optional(),
  host: z.string().optional(),
  port: z.number().int().optional(),
});
export type RedeemTicketReply = z.infer<typeof RedeemTicketReply>;

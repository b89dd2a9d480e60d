import { z } from 'zod';
import { ConsolePageReply, ConsoleReply } from '#contract/screen';
import type { Compute } from '../domain/compute.ts';
import { findScreen, makeScreenTicket, openVncDoor } from '../domain/screens.ts';
import { fail } from '../errors.ts';
import { actionRoute } from './servers/action-route.ts';

const screenRoute = actionRoute({
  names: ['console'],
  summary: 'A ticket for the screen of a running server',
  body: z.object({ console: z.strictObject({ type: z.enum(['vnc', 'vnc-ws', 'vnc-wss']) }) }),
  reply: { 200: ConsoleReply },
  handle: async (service, caller, id, { console: { type } }, from) => {
    if (type !== 'vnc' || service.vncDoor === undefined)
      return { body: screenOf(service, await makeScreenTicket(service, caller, id)) };
    return { body: { console: { type, ...(await openVncDoor(service, caller, id, from)) } } };
  },
});

const screenPageRoute = actionRoute({
  names: ['os-getVNCConsole'],
  summary: 'The page of the console that shows the screen of a running server',
  body: z.object({ 'os-getVNCConsole': z.strictObject({ type: z.enum(['novnc', 'xvpvnc']) }) }),
  reply: { 200: ConsolePageReply },
  handle: async (service, caller, id, body, from) => {
    const { type } = body['os-getVNCConsole'];
    await findScreen(service, caller, id);
    if (type === 'xvpvnc') {
      if (service.vncDoor === undefined) fail('not_implemented', { what: 'xvpvnc' });
      const { host, port, password } = await openVncDoor(service, caller, id, from);
      return { body: { console: { type, url: `${host}:${port}?password=${password}` } } };
    }
    // The page gets its own ticket when it opens: none is in the address.
    const url = `${service.baseUrl}/ui/machines/${id}/screen/window`;
    return { body: { console: { type, url } } };
  },
});

export const screenRoutes = [screenRoute, screenPageRoute];

/** Where the ticket opens a screen: a WebSocket on the cloud's own origin, whatever kind was asked for. */
function screenOf({ baseUrl }: Compute, ticket: string): ConsoleReply {
  const { protocol, hostname, port } = new URL(baseUrl);
  const secure = protocol === 'https:';
  return {
    console: {
      type: secure ? 'vnc-wss' : 'vnc-ws',
      host: hostname,
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      password: ticket,
      path: '/cyclades/screen',
      ticket,
    },
  };
}

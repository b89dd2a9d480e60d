import { z } from 'zod';
import { RedeemTicketBody, RedeemTicketReply, SCREEN_TICKET_REDEEM_PATH } from '#contract/screen';
import { InstanceConfig } from '#contract/instance-config';
import { anyone } from '#platform/http/route';
import { fetchDocument, ONE_TIME_PATH } from '../domain/servers/one-time-document.ts';
import { redeemScreenTicket } from '../domain/screens.ts';
import { component, route } from './route.ts';

const redeemTicketRoute = route({
  method: 'POST',
  path: SCREEN_TICKET_REDEEM_PATH,
  access: component,
  summary: 'Take in the ticket of a screen and say where the screen is',
  body: RedeemTicketBody,
  reply: { 200: RedeemTicketReply },
  handle: async ({ service, body }) => ({ body: await redeemScreenTicket(service, body.ticket) }),
});

/** Its address is a secret of 256 bits; the entrance of the cloud does not route there. */
const oneTimeDocumentRoute = route({
  method: 'GET',
  path: `${ONE_TIME_PATH}/:secret`,
  access: anyone,
  summary: 'The configuration of a new machine, for its host, once',
  params: z.object({ secret: z.string() }),
  reply: { 200: InstanceConfig },
  handle: async ({ service, params, request }) => ({
    headers: { 'cache-control': 'no-store' },
    body: await fetchDocument(service, params.secret, request.ip),
  }),
});

export const internalRoutes = [redeemTicketRoute, oneTimeDocumentRoute];

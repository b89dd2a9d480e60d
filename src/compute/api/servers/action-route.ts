import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { COMPUTE_PREFIX } from '#contract/compute';
import { marksOf } from '#platform/http/request-marks';
import type { Answer, Reply, Route } from '#platform/http/route';
import type { Caller, Compute } from '../../domain/compute.ts';
import { member, route, serverParams } from '../route.ts';

/** What is done with a server: the one member of the body says what. */
export function actionRoute<Body extends z.ZodType>(action: {
  /** Names of the action, as different clients call it; none for the row that refuses all others. */
  names?: readonly string[];
  summary: string;
  body: Body;
  reply: Record<number, z.ZodType | Reply | null>;
  handle(service: Compute, caller: Caller, id: number, body: z.output<Body>, from: string): Promise<Answer>;
}): Route<Compute> {
  const { names, handle, ...rest } = action;
  return route({
    ...rest,
    method: 'POST',
    path: `${COMPUTE_PREFIX}/servers/:id/action`,
    access: member,
    params: serverParams,
    ...(names === undefined ? {} : { when: { body: names } }),
    handle: ({ service, caller, params, body, request }) =>
      handle(service, caller, params.id, body as z.output<Body>, addressOf(request)),
  });
}

/** Where who asks is. */
function addressOf({ raw, ip }: FastifyRequest): string {
  return marksOf(raw)?.clientAddress ?? ip;
}

/** Sent beside an action by old clients, and without a meaning here. */
const COMPANION = 'rescue_image_ref';

/** The action that a body names; undefined when it is not exactly one. */
export function actionIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const names = Object.keys(body).filter((name) => name !== COMPANION);
  return names.length === 1 ? names[0] : undefined;
}

import type { z } from 'zod';
import type { FastifyRequest } from 'fastify';
import type { Secret } from '#platform/secret';
import { sameSecret } from '#platform/http/internal-hop';
import { JsonError, parseJson } from '#contract/json';
import { readRequestBody } from '#platform/http/request-body';
import { type Access, routesOf } from '#platform/http/route';
import type { Vmhost } from '../domain/vmhost.ts';
import { fail } from '../errors.ts';
import type { JobQueue } from '../jobs/job-queue.ts';
import { rapiProtocol } from './protocol.ts';

/** What the routes work with. */
export interface RapiService {
  vmhost: Vmhost;
  queue: JobQueue;
  account: { user: string; password: Secret };
}

export const route = routesOf<RapiService>();

/** The one account of the cloud, which may read and write. */
export const account: Access<RapiService, string> = {
  name: 'RAPI account',
  identify({ service, request }) {
    const given = /^Basic ([A-Za-z0-9+/=]{1,4096})$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined) return fail('unauthorized');
    const { user, password } = service.account;
    const text = Buffer.from(given, 'base64').toString('utf8');
    if (!sameSecret(text, `${user}:${password.reveal()}`)) return fail('unauthorized');
    return user;
  },
};

const BODY_LIMIT_BYTES = 1024 * 1024;

/** Reads a body that may be left out, where every parameter has a default; a GET may have one too. */
export async function optionalBody<S extends z.ZodType>(
  request: FastifyRequest,
  schema: S,
): Promise<z.output<S>> {
  const bytes = await readRequestBody(request.raw, BODY_LIMIT_BYTES);
  if (bytes === 'too large') throw rapiProtocol.errors.tooLarge(BODY_LIMIT_BYTES);
  let value: unknown = {};
  if (bytes.length > 0) {
    if (!/^application\/json(?: *;.*)?$/i.test((request.headers['content-type'] ?? '').slice(0, 256))) {
      throw rapiProtocol.errors.unsupportedType(request.headers['content-type']);
    }
    value = readJson(bytes);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw rapiProtocol.errors.badRequest(
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'fails validation'}`,
  );
}

function readJson(bytes: Buffer): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof JsonError || error instanceof TypeError)
      throw rapiProtocol.errors.badRequest('The document is not JSON.');
    throw error;
  }
}

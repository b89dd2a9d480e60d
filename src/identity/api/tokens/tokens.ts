import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type AccessReply, IDENTITY_PREFIX, type PublicAccessReply } from '#contract/identity';
import { isoTime } from '#contract/scalars';
import { JsonError, parseJson } from '#contract/json';
import { readRequestBody } from '#platform/http/request-body';
import { type Answer, anyone } from '#platform/http/route';
import { type Bearer, bearerOf, fullName } from '../../domain/tokens/authentication.ts';
import type { Identity } from '../../domain/identity.ts';
import { fail } from '../../errors.ts';
import { formatOf } from '../format.ts';
import { XML_TYPE } from '../protocol.ts';
import { route } from '../route.ts';
import { accessXml } from '../xml.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/** Told apart by hand rather than by one schema: each wrong form has a sentence of its own. */
const Credentials = z.object({
  auth: z.object({
    token: z.object({ id: z.string().nullish() }).nullish(),
    passwordCredentials: z
      .object({ username: z.string().nullish(), password: z.string().nullish() })
      .nullish(),
    tenantName: z.string().nullish(),
  }),
});

/**
 * Who holds a token (spec/identity 1.2). Without a body it is the catalog alone; a body gives the token, or the user's
 * uuid as user name and the token as password.
 */
export const authenticate = route({
  method: 'POST',
  path: `${IDENTITY_PREFIX}/v2.0/tokens`,
  access: anyone,
  summary: 'Validate a token, or read the catalog of services',
  stream: true,
  bodyLimitBytes: BODY_LIMIT_BYTES,
  reply: { 200: null },
  async handle({ service, request }) {
    const text = await bodyOf(request);
    const serviceCatalog = await service.catalog.services();
    if (text === '') {
      const reply: PublicAccessReply = { access: { serviceCatalog } };
      return answer(request, reply.access);
    }
    const { id, bearer } = await identified(service, text);
    const name = fullName(bearer);
    const reply: AccessReply = {
      access: {
        token: {
          id,
          expires: isoTime(bearer.expiresAt),
          tenant: { id: bearer.defaultProject ?? bearer.uuid, name },
        },
        user: { id: bearer.uuid, name, roles: bearer.roles, roles_links: [], projects: bearer.projects },
        serviceCatalog,
      },
    };
    return answer(request, reply.access);
  },
});

/** No number in this document needs more than JSON's own writer, and it is the busiest one of the cloud. */
function answer(request: FastifyRequest, access: Parameters<typeof accessXml>[0]): Answer {
  if (formatOf(request) === 'xml') return { headers: { 'content-type': XML_TYPE }, body: accessXml(access) };
  return { body: JSON.stringify({ access }) };
}

/** The body as text; empty when there is none. */
async function bodyOf(request: FastifyRequest): Promise<string> {
  const { headers } = request;
  const length = Number(headers['content-length'] ?? '0');
  if (headers['transfer-encoding'] === undefined && !(length > 0)) return '';
  const bytes = await readRequestBody(request.raw, BODY_LIMIT_BYTES);
  if (bytes === 'too large') return fail('body_too_large', { limit: BODY_LIMIT_BYTES });
  if (bytes.length === 0) return '';
  const type = headers['content-type'];
  if (type === undefined) return fail('missing_content_type');
  if (!/^application\/json(?: *;.*)?$/i.test(type.slice(0, 256))) {
    return fail('unsupported_content_type', { type: type.slice(0, 100) });
  }
  return bytes.toString('utf8');
}

async function identified(service: Identity, text: string): Promise<{ id: string; bearer: Bearer }> {
  const { auth } = parsed(text);
  const given = auth.token ?? undefined;
  const id = given === undefined ? auth.passwordCredentials?.password : given.id;
  if (given === undefined && typeof auth.passwordCredentials !== 'object') fail('missing_credentials');
  if (typeof id !== 'string' || id === '') fail('missing_token');
  const bearer = await bearerOf(service, id, 'bad_token_in_body');
  if (given === undefined && auth.passwordCredentials?.username !== bearer.uuid) fail('invalid_credentials');
  const tenant = auth.tenantName ?? '';
  if (tenant !== '' && tenant !== bearer.uuid) fail('foreign_tenant');
  return { id, bearer };
}

function parsed(text: string): z.output<typeof Credentials> {
  let document: unknown;
  try {
    document = parseJson(text, { maxKeys: 100 });
  } catch (cause) {
    if (cause instanceof JsonError) fail('bad_document', { reason: cause.message }, { cause });
    throw cause;
  }
  const result = Credentials.safeParse(document);
  return result.success ? result.data : fail('missing_credentials');
}

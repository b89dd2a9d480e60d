import { z } from 'zod';
import { ACCOUNT_PREFIX, UserCatalogsReply } from '#contract/identity';
import {
  catalogsForService,
  catalogsForUser,
  type CatalogQuestion,
} from '../domain/accounts/user-catalogs.ts';
import { fail } from '../errors.ts';
import { component, user } from './access.ts';
import { route } from './route.ts';

const Question = z.record(z.string(), z.unknown());

/** Lists may be absent; null asks for everybody (services) or for nobody (users). */
function questionOf(body: z.output<typeof Question>): CatalogQuestion {
  return {
    uuids: listOf(body['uuids'], 'uuids_not_list'),
    displaynames: listOf(body['displaynames'], 'displaynames_not_list'),
  };
}

function listOf(value: unknown, refusal: 'uuids_not_list' | 'displaynames_not_list'): string[] | null {
  if (value === undefined) return [];
  if (value === null) return null;
  if (!Array.isArray(value) || !value.every(isPlainText)) fail(refusal);
  return value;
}

/** The database has no text with NUL in it. */
function isPlainText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\u0000');
}

const translateForUser = route({
  method: 'POST',
  path: `${ACCOUNT_PREFIX}/user_catalogs`,
  access: user,
  summary: 'Translate between uuids and e-mails',
  body: Question,
  bodyType: 'any',
  reply: { 200: UserCatalogsReply },
  handle: async ({ service, caller, body }) => ({
    body: await catalogsForUser(service, caller, questionOf(body)),
  }),
});

const translateForService = route({
  method: 'POST',
  path: `${ACCOUNT_PREFIX}/service/user_catalogs`,
  access: component,
  summary: 'Translate between uuids and e-mails, for a service',
  body: Question,
  bodyType: 'any',
  reply: { 200: UserCatalogsReply },
  handle: async ({ service, body }) => ({ body: await catalogsForService(service, questionOf(body)) }),
});

export const userCatalogRoutes = [translateForUser, translateForService];

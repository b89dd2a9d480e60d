import type { ApiPart } from '#platform/http/openapi';
import { assembly } from './assembly.ts';

/** The tables of routes that users and components meet, in the order of the API page. */
export async function apiParts(): Promise<ApiPart[]> {
  const parts = assembly.services.flatMap(({ api }) => api ?? []);
  return Promise.all(parts.map(async ({ title, routes }) => ({ title, routes: await routes() })));
}

import { z } from 'zod';
import type { Route } from './route.ts';

/** A set of routes under one heading of the API page. */
export interface ApiPart {
  title: string;
  routes: readonly Pick<
    Route<never>,
    'method' | 'path' | 'summary' | 'access' | 'params' | 'query' | 'body' | 'reply' | 'stream' | 'when'
  >[];
}

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the tables of routes: what is mounted is what is described. */
export function openApiDocument(parts: readonly ApiPart[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const { title, routes } of parts) {
    for (const route of routes) {
      const path = route.path.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, '{rest}');
      const item = (paths[path] ??= {});
      const method = route.method.toLowerCase();
      // COPY and MOVE, and further meanings of one method, have no place of their own in OpenAPI.
      const key =
        Object.hasOwn(item, method) || !STANDARD.has(method)
          ? `x-${method}-${suffixOf(route, item)}`
          : method;
      item[key] = operation(title, route, path);
    }
  }
  return { openapi: '3.1.0', info: { title: 'Synnefo', version }, paths };
}

const STANDARD = new Set(['get', 'head', 'put', 'post', 'delete', 'patch']);

function suffixOf(route: ApiPart['routes'][number], item: Json): string {
  const named = route.when?.query?.join('-') ?? route.when?.header;
  return named ?? String(Object.keys(item).length);
}

function operation(tag: string, route: ApiPart['routes'][number], path: string): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    tags: [tag],
    summary: route.summary,
    'x-access': route.access.name,
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...queryParameters(route.query),
    ],
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } } }),
    ...(route.stream ? { requestBody: { content: { 'application/octet-stream': {} } } } : {}),
    responses: Object.fromEntries(
      Object.entries(route.reply).map(([status, schema]) => [
        status,
        schema === null
          ? { description: 'no document' }
          : {
              description: 'answer',
              content: { 'application/json': { schema: jsonSchema(schema, 'output') } },
            },
      ]),
    ),
  };
}

function queryParameters(schema: z.ZodType | undefined): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: shape,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

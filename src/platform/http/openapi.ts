import { z } from 'zod';
import type { Reply, Route } from './route.ts';

/** A set of routes under one heading of the API page. */
export interface ApiPart {
  title: string;
  routes: readonly Pick<
    Route<never>,
    | 'method'
    | 'path'
    | 'summary'
    | 'access'
    | 'params'
    | 'query'
    | 'headers'
    | 'body'
    | 'reply'
    | 'stream'
    | 'when'
  >[];
}

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the tables of routes: what is mounted is what is described. */
export function openApiDocument(parts: readonly ApiPart[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const { title, routes } of parts) {
    for (const route of routes) {
      const path = pathOf(route);
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

/** The address with its parts in braces. What a final `*` stands for is the one parameter that has no place of its own. */
function pathOf({ path, params }: ApiPart['routes'][number]): string {
  const named = new Set([...path.matchAll(/:(\w+)/g)].map((match) => match[1]));
  const rest = Object.keys(propertiesOf(params)).find((name) => !named.has(name) && name !== '*') ?? 'rest';
  return path.replaceAll(/:(\w+)/g, '{$1}').replace(/\*$/, `{${rest}}`);
}

const STANDARD = new Set(['get', 'head', 'put', 'post', 'delete', 'patch']);

function suffixOf(route: ApiPart['routes'][number], item: Json): string {
  const named = route.when?.query?.join('-') ?? route.when?.header ?? route.when?.body?.[0];
  return named ?? String(Object.keys(item).length);
}

function operation(tag: string, route: ApiPart['routes'][number], path: string): Json {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    tags: [tag],
    summary: route.summary,
    'x-access': route.access.name,
    parameters: [
      ...names.map((name) => ({
        name,
        in: 'path',
        required: true,
        schema: propertiesOf(route.params)[name] ?? { type: 'string' },
      })),
      ...parameters('query', route.query),
      ...parameters('header', route.headers),
    ],
    ...(route.body === undefined
      ? {}
      : { requestBody: { content: { 'application/json': { schema: jsonSchema(route.body, 'input') } } } }),
    ...(route.stream ? { requestBody: { content: { 'application/octet-stream': {} } } } : {}),
    responses: Object.fromEntries(
      Object.entries(route.reply).map(([status, reply]) => [status, response(reply)]),
    ),
  };
}

function response(reply: Reply | null): Json {
  const { content, headers } = reply ?? {};
  return {
    description: content === undefined ? 'no document' : 'answer',
    ...(headers === undefined
      ? {}
      : {
          headers: Object.fromEntries(
            parameters('header', headers, 'output').map(({ name, in: _, ...header }) => [name, header]),
          ),
        }),
    ...(content === undefined
      ? {}
      : {
          content: Object.fromEntries(
            Object.entries(content).map(([type, schema]) => [
              type === '*' ? '*/*' : type,
              { schema: jsonSchema(schema, 'output') },
            ]),
          ),
        }),
  };
}

function parameters(
  place: 'query' | 'header',
  schema: z.ZodType | undefined,
  io: 'input' | 'output' = 'input',
): Json[] {
  if (schema === undefined) return [];
  const { required = [] } = jsonSchema(schema, io) as { required?: string[] };
  return Object.entries(propertiesOf(schema, io)).map(([name, shape]) => ({
    name: place === 'header' ? headerName(name) : name,
    in: place,
    required: required.includes(name) && !name.endsWith('*'),
    schema: shape,
  }));
}

/** As documents write it: `X-Container-Meta-*`. */
function headerName(name: string): string {
  return name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function propertiesOf(schema: z.ZodType | undefined, io: 'input' | 'output' = 'input'): Record<string, Json> {
  if (schema === undefined) return {};
  return (jsonSchema(schema, io) as { properties?: Record<string, Json> }).properties ?? {};
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}

import type { z } from 'zod';
import { parseJson } from '#contract/json';
import { withFamilies } from './header-families.ts';
import { type Answer, isStream, type Reply, type Route } from './route.ts';

/** Fails when an answer is not what its route declares; only tests ask. */
export function checkReply<S>(route: Route<S>, answer: Answer): void {
  const status = answer.status ?? 200;
  const name = `${route.method} ${route.path}`;
  const reply = route.reply[status];
  if (reply === undefined) throw new Error(`${name} does not declare status ${status}`);
  if (reply === null) return;
  if (reply.content !== undefined) checkBody(`${name} answers ${status}`, reply.content, answer);
  if (reply.headers !== undefined) checkHeaders(`${name} answers ${status}`, reply.headers, answer);
}

function checkBody(what: string, content: NonNullable<Reply['content']>, answer: Answer): void {
  const type = String(answer.headers?.['content-type'] ?? 'application/json').split(';', 1)[0]!;
  // a stored type may be `__proto__`
  const schema = (Object.hasOwn(content, type) ? content[type] : undefined) ?? content['*'];
  if (schema === undefined) throw new Error(`${what} with a type that it does not declare: ${type}`);
  const { body } = answer;
  if (isStream(body)) return;
  // A document may have been written already.
  const document = type === 'application/json' && typeof body === 'string' ? parseJson(body) : body;
  check(what, schema, document);
}

function checkHeaders(what: string, schema: z.ZodObject, answer: Answer): void {
  const given = Object.entries(answer.headers ?? {})
    .filter(([name]) => name.toLowerCase() !== 'content-type')
    .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]);
  check(`${what} with headers`, schema.strict(), withFamilies(schema, Object.fromEntries(given)));
}

function check(what: string, schema: z.ZodType, value: unknown): void {
  const result = schema.safeParse(value);
  if (!result.success) throw new Error(`${what} unlike its schema: ${result.error.message}`);
}

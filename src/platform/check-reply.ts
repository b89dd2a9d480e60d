import { type Answer, isStream, type Route } from './route.ts';

/** Fails when an answer is not what its route declares; only tests ask. */
export function checkReply<S>(route: Route<S>, answer: Answer): void {
  const status = answer.status ?? 200;
  const schema = route.reply[status];
  if (schema === undefined)
    throw new Error(`${route.method} ${route.path} does not declare status ${status}`);
  if (schema === null || isStream(answer.body)) return;
  const result = schema.safeParse(answer.body);
  if (!result.success) {
    throw new Error(
      `${route.method} ${route.path} answers ${status} unlike its schema: ${result.error.message}`,
    );
  }
}

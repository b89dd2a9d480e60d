import { readBody, type Transport } from '#contract/transport';
import { parseJson, writeJson } from '#platform/json';
import type { CallOptions, Reply } from '../../kit/client.ts';
import type { TestUser } from '../../kit/people.ts';

/** The same user, who reaches each service directly, by the first segment of the path. */
export function transportUser(user: TestUser, ways: Record<string, Transport>): TestUser {
  const call = async (method: string, path: string, { headers, body }: CallOptions = {}): Promise<Reply> => {
    const way = ways[`/${path.split('/')[1] ?? ''}`];
    if (way === undefined) throw new Error(`no way to ${path}`);
    const plain = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const reply = await way({
      method,
      path,
      headers: {
        'x-auth-token': user.token,
        ...(plain ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: plain ? (body as string | Uint8Array) : writeJson(body) }),
    });
    const bytes = await readBody(reply.body);
    const text = bytes.toString('utf8');
    const isJson = reply.headers['content-type']?.includes('json') === true && text !== '';
    return {
      status: reply.status,
      headers: reply.headers,
      bytes,
      text,
      json: isJson ? parseJson(text) : undefined,
    };
  };
  const bare =
    (method: string) =>
    (path: string, headers: Record<string, string> = {}) =>
      call(method, path, { headers });
  const full =
    (method: string) =>
    (path: string, body?: unknown, headers: Record<string, string> = {}) =>
      call(method, path, body === undefined ? { headers } : { headers, body });
  return {
    ...user,
    call,
    get: bare('GET'),
    head: bare('HEAD'),
    delete: bare('DELETE'),
    put: full('PUT'),
    post: full('POST'),
  };
}

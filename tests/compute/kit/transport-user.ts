import type { Transport } from '#contract/transport';
import { clientOver } from '../../kit/client.ts';
import type { TestUser } from '../../kit/people.ts';

/** The same user, who reaches each service directly, by the first segment of the path. */
export function transportUser(user: TestUser, ways: Record<string, Transport>): TestUser {
  const routed: Transport = (request) => {
    const way = ways[`/${request.path.split('/')[1] ?? ''}`];
    if (way === undefined) throw new Error(`no way to ${request.path}`);
    return way(request);
  };
  return { ...user, ...clientOver(routed, user.token) };
}

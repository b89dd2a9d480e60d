import type { TopicVersion } from '#platform/live/live-streams';
import type { Store } from '../store/store.ts';

/**
 * The live topics of persons: their account, which containers they have and others share with them, and each of these
 * containers. A reader of a shared container hears that something in it changed, as its `Last-Modified` tells him anyway.
 */
export async function liveTopics(
  { live }: Pick<Store, 'live'>,
  users: readonly string[],
): Promise<TopicVersion[]> {
  const rows = await live.revisions(users);
  const topics: TopicVersion[] = [];
  const own = new Map<string, string[]>();
  const shared = new Map<string, string[]>();
  for (const { user, account, container, id, revision } of rows) {
    if (container === null) {
      topics.push({ user, topic: 'account', account, version: `${revision}` });
      continue;
    }
    topics.push({ user, topic: 'object', account, container, version: `${id} ${revision}` });
    const list = account === user ? own : shared;
    const ids = list.get(user) ?? [];
    ids.push(`${id}`);
    list.set(user, ids);
  }
  for (const user of users)
    topics.push(
      { user, topic: 'container', account: user, version: (own.get(user) ?? []).sort().join() },
      { user, topic: 'shared', version: (shared.get(user) ?? []).sort().join() },
    );
  return topics;
}

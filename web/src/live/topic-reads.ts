import type { QueryKey } from '@tanstack/react-query';
import type { LiveTopic } from '#contract/live';

/** Which answers are read again when something of a topic changed: a topic is a row. Their areas' keys begin so. */
const READS: Readonly<Record<string, (topic: LiveTopic) => QueryKey[]>> = {
  server: () => [['machines'], ['machine'], ['diagnostics'], ['activity'], ['quotas']],
  network: () => [['networks']],
  keypair: () => [['ssh-keys']],
  container: ({ account }) => [['containers', account], ['quotas']],
  object: ({ account, container }) => [
    ['folder', account, container],
    ['containers', account],
    ['images'],
    ['quotas'],
  ],
  account: ({ account }) => [['account', account]],
  shared: () => [['shared']],
};

/** The keys of all that has to be read again, each once. */
export function readsOf(topics: readonly LiveTopic[]): QueryKey[] {
  const keys = topics.flatMap((topic) =>
    Object.hasOwn(READS, topic.topic) ? READS[topic.topic]!(topic) : [],
  );
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

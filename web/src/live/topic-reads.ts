import type { LiveTopic, LiveTopicName } from '#contract/live';
import { keys, keysOfFiles, type Key } from '../api/keys.ts';

/** Which answers are read again when something of a topic changed: a topic is a row. */
const READS: Readonly<Record<LiveTopicName, (topic: LiveTopic) => Key[]>> = {
  server: () => [
    keys.machines(),
    keys.machine(),
    keys.diagnostics(),
    keys.activity(),
    keys.quotas(),
    keys.ports,
    keys.floatingIps,
  ],
  network: () => [keys.networks, keys.quotas()],
  'floating-ip': () => [keys.floatingIps, keys.machines(), keys.machine(), keys.quotas()],
  keypair: () => [keys.sshKeys],
  container: ({ account }) => [keys.containers(account), keys.quotas()],
  object: ({ account, container }) => [
    ...keysOfFiles(account, container),
    keys.images(),
    keys.imageMembers(),
  ],
  account: ({ account }) => [keys.groups(account)],
  shared: () => [keys.sharers(), keys.containers()],
};

/** The keys of all that has to be read again, each once. */
export function readsOf(topics: readonly LiveTopic[]): Key[] {
  const found = topics.flatMap((topic) =>
    Object.hasOwn(READS, topic.topic) ? READS[topic.topic as LiveTopicName](topic) : [],
  );
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

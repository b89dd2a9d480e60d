import { z } from 'zod';

/*
 * The stream of a service's live topics: server-sent events that say what changed and nothing of it, so that whoever listens
 * reads again what he may read. A browser opens six connections to a host at most: its tabs share one stream for each service.
 *
 *     event: ready     the stream is open, and nothing was missed since the id that was sent along
 *     event: changed   LiveChanges
 *     event: reload    anything may have changed: read everything again
 *     event: end       the session or the token has ended; do not come back with it
 *
 * The id of an event is the version of everything its reader listens to. EventSource sends the last one back by itself when
 * it opens the stream anew, and is told `reload` when it differs, whichever process answers. A comment comes every 15 seconds.
 */

/**
 * A place where something changed. `object`: in this container, anything of or in it. `container`: which containers there are.
 * `account`: settings and groups of the account. `shared`: which containers others share. Of compute, `server`, `network`, `floating-ip`
 * and `keypair`: one of one's own was made, changed or removed. Images are objects.
 */
export type LiveTopicName =
  | 'account'
  | 'container'
  | 'object'
  | 'shared'
  | 'server'
  | 'network'
  | 'floating-ip'
  | 'keypair';

/** As it comes: a page that is older than its service passes over a topic that it does not know. */
export const LiveTopic = z.object({
  topic: z.string(),
  account: z.string().optional(),
  container: z.string().optional(),
});
export type LiveTopic = z.infer<typeof LiveTopic>;

export const LiveChanges = z.object({ topics: z.array(LiveTopic) });
export type LiveChanges = z.infer<typeof LiveChanges>;

/** For those who ask now and then: another version than last time means that something changed. */
export const LiveVersion = z.object({ version: z.string() });

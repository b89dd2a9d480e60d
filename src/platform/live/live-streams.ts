import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { LiveTopic, LiveTopicName } from '#contract/live';
import type { Clock } from '../clock.ts';
import { repeat } from '../repeated-work/repeat.ts';
import type { Logger } from '../telemetry/log.ts';

/** A topic of one person, and what differs whenever something under it changed. */
export interface TopicVersion extends LiveTopic {
  topic: LiveTopicName;
  user: string;
  version: string;
}

/** Who listens. */
export interface Listener {
  user: string;
  /** Hash of the token or session: the stream ends with it. */
  credential: string;
}

export interface LiveStreamsOptions {
  name: string;
  /** Every topic that these persons may know of, each with its version, as the database has it now. */
  versionsOf(users: readonly string[]): Promise<readonly TopicVersion[]>;
  /** Those of the credentials that are good for nothing any more. */
  endedOf(credentials: string[], signal: AbortSignal): Promise<string[]>;
  clock: Clock;
  log: Logger;
  /** Streams of one person, and of all, in this process. */
  limits?: { perUser: number; inAll: number };
  /** Refuses one stream too many. */
  refuse(): never;
}

interface Stream extends Listener {
  body: Readable;
  opened: number;
  /** Nothing more comes; who does not read that is cut off at the next look. */
  ending?: true;
}

/** What one person listens to, as it was told last. */
interface Known {
  topics: ReadonlyMap<string, { topic: LiveTopic; version: string }>;
  digest: string;
}

/** How often the database is asked while anybody listens. */
const LOOK_MS = 1000;
/** How often a comment goes out, and the sessions of listeners are looked at. */
const WATCH_MS = 15_000;
const ANSWER_MS = 10_000;
/** A stream ends by itself after this, and is opened again by its reader, perhaps on another process. */
const LONGEST_MS = 30 * 60_000;
/** Changes that are told one by one; what is more is told as a reload. */
const MOST_TOPICS = 50;
/** What may wait for a reader who does not read; he is cut off, and comes back to a reload. */
const MOST_WAITING_BYTES = 16 * 1024;
/** Milliseconds after which a reader comes back when a stream breaks. */
const RETRY_MS = 3000;
const LIMITS = { perUser: 8, inAll: 2000 };

/**
 * The streams of live topics that one process of a service has open. Nothing is sent from process to process and nothing can
 * get lost: the versions stand in the database, every process compares them once a second for those who listen to it, and
 * since they are asked for by person, rights count as they are at that moment.
 */
export class LiveStreams {
  readonly #options: LiveStreamsOptions;
  readonly #limits: { perUser: number; inAll: number };
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #known = new Map<string, Known>();
  /** Runs while anybody listens. */
  #work: { stop(): void }[] = [];
  readonly #stopped = new AbortController();

  constructor(options: LiveStreamsOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
  }

  get open(): number {
    let open = 0;
    for (const streams of this.#streams.values()) open += streams.size;
    return open;
  }

  /** The version of all that somebody may know of. */
  async versionOf(user: string): Promise<string> {
    return (this.#known.get(user) ?? (await this.#ask([user])).get(user)!).digest;
  }

  /** Opens a stream. `seen` is the id of the last event that its reader had, from whichever process. */
  async listen({ user, credential }: Listener, seen: string | undefined): Promise<Readable> {
    const own = this.#streams.get(user) ?? new Set();
    if (own.size >= this.#limits.perUser || this.open >= this.#limits.inAll) this.#options.refuse();
    const stream: Stream = {
      user,
      credential,
      opened: this.#options.clock.monotonic(),
      body: new Readable({ read: () => undefined }),
    };
    // Registered before anything is waited for: the limit holds, and no change falls between the answer and the first look.
    own.add(stream);
    this.#streams.set(user, own);
    if (this.#work.length === 0) this.#work = this.#begin();
    stream.body.once('close', () => this.#forget(stream));
    try {
      const known = this.#known.get(user) ?? (await this.#ask([user])).get(user)!;
      this.#known.set(user, known);
      stream.body.push(`retry: ${RETRY_MS}\n\n`);
      const isCurrent = seen === undefined || seen === '' || seen === known.digest;
      this.#tell(stream, known, isCurrent ? 'ready' : 'reload');
      return stream.body;
    } catch (thrown) {
      stream.body.destroy();
      this.#forget(stream);
      throw thrown;
    }
  }

  /** One look at what changed for all who listen. */
  async look(): Promise<void> {
    const users = [...this.#streams.keys()];
    if (users.length === 0) return;
    for (const [user, now] of await this.#ask(users)) {
      const before = this.#known.get(user);
      const streams = this.#streams.get(user);
      if (streams === undefined) continue;
      this.#known.set(user, now);
      if (before === undefined || before.digest === now.digest) continue;
      const either = new Map([...before.topics, ...now.topics]);
      const topics = [...either].flatMap(([key, { topic }]) =>
        before.topics.get(key)?.version === now.topics.get(key)?.version ? [] : [topic],
      );
      for (const stream of streams)
        if (topics.length > MOST_TOPICS) this.#tell(stream, now, 'reload');
        else this.#tell(stream, now, 'changed', { topics });
    }
  }

  /** Shows that streams are alive, and ends those whose session has ended. While that is not known they stay. */
  async watch(): Promise<void> {
    const streams = [...this.#streams.values()].flatMap((own) => [...own]);
    if (streams.length === 0) return;
    const now = this.#options.clock.monotonic();
    for (const stream of streams)
      if (stream.ending) stream.body.destroy();
      else if (now - stream.opened > LONGEST_MS) this.#end(stream);
      else this.#push(stream, ': alive\n\n');
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(ANSWER_MS)]);
    const credentials = [...new Set(streams.map(({ credential }) => credential))];
    const ended = new Set(await this.#options.endedOf(credentials, signal));
    for (const stream of streams) {
      if (!ended.has(stream.credential) || stream.body.destroyed || stream.ending) continue;
      this.#push(stream, 'event: end\ndata: {}\n\n');
      this.#end(stream);
    }
  }

  /** Ends all streams; their readers come back, to a process that runs. */
  stop(): void {
    this.#stopped.abort();
    for (const work of this.#work) work.stop();
    for (const own of this.#streams.values()) for (const stream of own) this.#end(stream);
  }

  #end(stream: Stream): void {
    if (stream.ending || stream.body.destroyed) return;
    stream.ending = true;
    stream.body.push(null);
  }

  #begin(): { stop(): void }[] {
    const { name, clock, log } = this.#options;
    const every = (everyMs: number, what: string, work: () => Promise<void>) =>
      repeat({ name: `${name}.live.${what}`, everyMs, work, clock, log });
    return [every(LOOK_MS, 'look', () => this.look()), every(WATCH_MS, 'watch', () => this.watch())];
  }

  async #ask(users: readonly string[]): Promise<Map<string, Known>> {
    const found = new Map<string, Map<string, { topic: LiveTopic; version: string }>>(
      users.map((user) => [user, new Map()]),
    );
    for (const { user, version, ...topic } of await this.#options.versionsOf(users))
      found.get(user)?.set(JSON.stringify(topic), { topic, version });
    return new Map([...found].map(([user, topics]) => [user, { topics, digest: digestOf(topics) }]));
  }

  #tell(stream: Stream, { digest }: Known, event: string, data: unknown = {}): void {
    this.#push(stream, `id: ${digest}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #push({ body, ending }: Stream, text: string): void {
    if (ending || body.destroyed || body.readableEnded) return;
    body.push(text);
    if (body.readableLength > MOST_WAITING_BYTES) body.destroy();
  }

  #forget(stream: Stream): void {
    const own = this.#streams.get(stream.user);
    own?.delete(stream);
    if (own?.size !== 0) return;
    this.#streams.delete(stream.user);
    this.#known.delete(stream.user);
    if (this.#streams.size > 0) return;
    for (const work of this.#work) work.stop();
    this.#work = [];
  }
}

function digestOf(topics: Known['topics']): string {
  const hash = createHash('sha256');
  for (const key of [...topics.keys()].sort()) hash.update(`${key} ${topics.get(key)?.version ?? ''}\n`);
  return hash.digest('base64url').slice(0, 22);
}

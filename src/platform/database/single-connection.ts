import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from '../telemetry/log.ts';
import { BoundedClient, clientConfig, type ConnectionOptions } from './bounded-client.ts';

/** A session that is not used is asked this often whether it still is one. */
const ASK_EVERY_MS = 10_000;
const LONGEST_PAUSE_MS = 2_000;

/** Runs a piece of work on a connection of its own and closes it; neither takes longer than the time-outs say. */
export async function withConnection<T>(
  options: ConnectionOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new BoundedClient(clientConfig(options));
  client.on('error', () => undefined); // its query fails and says why
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end();
  }
}

export interface KeptConnectionOptions extends ConnectionOptions {
  /** Makes of a new session what it is to be: its locks and what it listens to. Called again for each that follows. */
  prepare(client: Client): Promise<void>;
  log: Logger;
  askEveryMs?: number;
}

/**
 * The one session of a process that must live on. It is asked regularly whether it still lives; one that broke or went silent
 * is cut, and a new one is prepared, with pauses that grow to two seconds.
 */
export class KeptConnection {
  readonly #options: KeptConnectionOptions;
  readonly #stopped = new AbortController();
  #client: BoundedClient | undefined;
  #following: Promise<void> = Promise.resolve();

  constructor(options: KeptConnectionOptions) {
    this.#options = options;
  }

  /** Throws when there is no first session. */
  async start(): Promise<void> {
    const client = await this.#open();
    this.#following = this.#follow(client);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#client?.end();
    await this.#following;
  }

  async #open(): Promise<BoundedClient> {
    const { log, name, prepare } = this.#options;
    const client = new BoundedClient(clientConfig(this.#options));
    client.on('error', (error) => log.warn({ err: error, connection: name }, 'a single connection broke'));
    this.#client = client;
    try {
      await client.connect();
      await prepare(client);
    } catch (error) {
      await client.end();
      throw error;
    }
    return client;
  }

  async #follow(first: BoundedClient): Promise<void> {
    const { signal } = this.#stopped;
    await this.#untilLost(first);
    for (let pauseMs = 100; !signal.aborted; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const client = await this.#open();
        pauseMs = 50;
        await this.#untilLost(client);
      } catch (error) {
        if (!signal.aborted)
          this.#options.log.warn(
            { err: error, connection: this.#options.name },
            'a single connection cannot be had',
          );
      }
    }
  }

  /** Resolves when the session is over. */
  async #untilLost(client: BoundedClient): Promise<void> {
    const over = new AbortController();
    client.once('end', () => over.abort());
    // It may have ended since it was prepared: then the question fails at once.
    while (!over.signal.aborted && !this.#stopped.signal.aborted) {
      const isAlive = await client.query('select').then(
        () => true,
        () => false,
      );
      if (!isAlive) break;
      await sleep(this.#options.askEveryMs ?? ASK_EVERY_MS, undefined, { signal: over.signal }).catch(
        () => undefined,
      );
    }
    await client.end();
  }
}

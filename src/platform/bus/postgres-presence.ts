import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

import type { Logger } from '#platform/telemetry/log';

import { CHANNEL, PRESENCE_LOCK } from './postgres-store.ts';

/**
 * The one connection by which a process is told of new messages and seen to be alive: it listens, and holds an advisory
 * lock with the process's number. When the connection breaks both are renewed, and everybody is told to look again.
 */
export class Presence {
  /** Called with a queue's name when it has something new, and without after the connection was lost. */
  onNews: (queue?: string) => void = () => undefined;
  readonly #url: string;
  readonly #log: Logger;
  readonly #stopped = new AbortController();
  #client: Client | undefined;
  #id = 0;
  #reconnecting: Promise<void> | undefined;

  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  /** The number that claims of this process carry. */
  get id(): number {
    return this.#id;
  }

  async start(): Promise<void> {
    await this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#reconnecting;
    this.#client?.removeAllListeners('end');
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new Client({ connectionString: this.#url, application_name: 'bus', keepAlive: true });
    client.on('error', (error) => this.#log.warn({ err: error }, 'the connection of the bus broke'));
    client.on('notification', ({ payload }) => this.onNews(payload));
    try {
      await client.connect();
      if (this.#id === 0) {
        const { rows } = await client.query<{ id: string }>("select nextval('bus_consumer_ids') as id");
        this.#id = Number(rows[0]?.id);
      }
      await client.query('select pg_advisory_lock($1, $2)', [PRESENCE_LOCK, this.#id]);
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    client.on('end', () => {
      if (!this.#stopped.signal.aborted) this.#reconnecting = this.#reconnect();
    });
    this.#client = client;
    this.onNews();
  }

  async #reconnect(): Promise<void> {
    for (let delayMs = 100; ; delayMs = Math.min(2_000, delayMs * 2)) {
      await sleep(delayMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (this.#stopped.signal.aborted) return;
      try {
        await this.#connect();
        return;
      } catch (error) {
        this.#log.warn({ err: error }, 'the bus does not reach its database');
      }
    }
  }
}

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestUser } from '../../kit/people.ts';

type Document = Record<string, unknown>;

/** One request as kamaki 0.16 makes it: its headers, its spelling of JSON, and the one status that it takes for success. */
export interface KamakiCall {
  method: string;
  path: string;
  success: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends requests as the original client does, and fails where that would. */
export class AsKamaki {
  readonly #user: TestUser;
  readonly #base: string;

  /** `base` is what the catalog says of the service. */
  constructor(user: TestUser, base: string) {
    this.#user = user;
    this.#base = base;
  }

  async send({ method, path, success, body, headers }: KamakiCall): Promise<Document> {
    const text = body === undefined ? undefined : pythonJson(body);
    const sent =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(text.length) };
    const reply = await this.#user.call(method, `${this.#base}${path}`, {
      headers: { 'user-agent': 'kamaki', ...sent, ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    assert.equal(reply.status, success, `${method} ${path} answers ${reply.status}: ${reply.text}`);
    return { ...((reply.json as Document | undefined) ?? {}), '(headers)': reply.headers };
  }

  get(path: string): Promise<Document> {
    return this.send({ method: 'GET', path, success: 200 });
  }

  post(path: string, body: unknown, success: number): Promise<Document> {
    return this.send({ method: 'POST', path, body, success });
  }

  put(path: string, body: unknown, success: number): Promise<Document> {
    return this.send({ method: 'PUT', path, body, success });
  }

  delete(path: string, success = 204): Promise<Document> {
    return this.send({ method: 'DELETE', path, success });
  }

  /** Asks again and again, as `-w` does, until the document is as it should be. */
  async wait(path: string, isDone: (document: Document) => boolean): Promise<Document> {
    for (const end = performance.now() + 20_000; performance.now() < end; await sleep(50)) {
      const document = await this.get(path);
      if (isDone(document)) return document;
    }
    throw new Error(`${path} does not become what it should`);
  }
}

/** As Python's `json.dumps` writes it: blanks after commas and colons, and everything that is not ASCII escaped. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, each]) => `${pythonJson(key)}: ${pythonJson(each)}`)
      .join(', ')}}`;
  return JSON.stringify(value).replaceAll(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

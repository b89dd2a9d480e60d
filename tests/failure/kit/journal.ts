import { createHash } from 'node:crypto';
import { clientOf } from '#kit/client';

/** A user of a cloud that dies: what survives of it is the token. */
export interface Member {
  uuid: string;
  token: string;
}

type Outcome = 'ok' | 'refused' | 'unknown';

interface Entry {
  name: string;
  /** Its SHA-256, or `gone`. */
  content: string;
  outcome: Outcome;
}

export const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Calls and says what the caller may believe; a connection that dies leaves it open. */
export async function attempt(
  url: string,
  { token }: Member,
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ outcome: Outcome; json: unknown }> {
  try {
    const { status, json } = await clientOf(url, token).call(method, path, options);
    const outcome = status < 300 ? 'ok' : status < 500 ? 'refused' : 'unknown';
    return { outcome, json };
  } catch {
    return { outcome: 'unknown', json: undefined };
  }
}

/** What clients meant and what they were told, by name; each name has one writer at a time. */
export class Journal {
  readonly #entries: Entry[] = [];

  note(name: string, content: string, outcome: Outcome): void {
    this.#entries.push({ name, content, outcome });
  }

  get acknowledged(): number {
    return this.#entries.filter(({ outcome }) => outcome === 'ok').length;
  }

  /** What a name may hold now: what was acknowledged last, or something unknown that came after it. */
  possible(name: string): string[] {
    const entries = this.#entries.filter((entry) => entry.name === name);
    const last = entries.findLastIndex(({ outcome }) => outcome === 'ok');
    const contents = entries
      .slice(Math.max(last, 0))
      .filter(({ outcome }) => outcome !== 'refused')
      .map(({ content }) => content);
    return last === -1 ? ['gone', ...contents] : contents;
  }

  /** R-O3: acknowledged writes are readable byte for byte, refused ones invisible. */
  async problems(url: string, member: Member): Promise<string[]> {
    const client = clientOf(url, member.token);
    const problems: string[] = [];
    const own = new Set(this.#entries.map(({ name }) => name).filter((name) => name.startsWith(member.uuid)));
    for (const name of own) {
      const reply = await client.get(`/pithos/object-store/v1/${name}`);
      const content =
        reply.status === 404 ? 'gone' : reply.status === 200 ? sumOf(reply.bytes) : `status ${reply.status}`;
      if (!this.possible(name).includes(content))
        problems.push(`R-O3: ${name} is ${content}, not one of ${this.possible(name).join(' ')}`);
      this.note(name, content, 'ok');
    }
    return problems;
  }
}

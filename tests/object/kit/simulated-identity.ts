import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { parseJson, writeJson } from '#contract/json';
import type { Transport, TransportReply, TransportRequest } from '#contract/transport';
import { readBody } from '#contract/transport';

interface Provision {
  holder: string;
  source: string | null;
  resource: string;
  quantity: bigint;
}

interface Holding {
  limit: bigint;
  min: bigint;
  max: bigint;
}

interface Commission {
  serial: bigint;
  provisions: Provision[];
  issued: Date;
  name: string;
}

/**
 * The quota ledger and the tokens of identity by spec/identity 2, in memory and with a switch for outages: for tests that
 * must see inside the ledger or outlive the service under test.
 */
export class SimulatedIdentity {
  readonly people = new Map<string, string>();
  readonly holdings = new Map<string, Holding>();
  readonly pending = new Map<bigint, Commission>();
  /** The next calls that match are answered with 500, before or after they had their effect. */
  readonly outages: { path: RegExp; after: boolean }[] = [];
  calls = 0;
  /** Calls that match are never answered. */
  hang: RegExp | undefined;
  #serial = 0n;

  /** Adds a person, his token, and his disk space. */
  addPerson(user: string, token: string, limit: bigint): void {
    this.people.set(token, user);
    this.setLimit(user, user, limit);
  }

  setLimit(user: string, project: string, limit: bigint): void {
    for (const key of [`user:${user}|project:${project}`, `project:${project}|`]) {
      const { min, max } = this.holdings.get(key) ?? { min: 0n, max: 0n };
      this.holdings.set(key, { limit, min, max });
    }
  }

  usage(user: string, project = user): { min: bigint; max: bigint } {
    const { min, max } = this.holdings.get(`user:${user}|project:${project}`) ?? { min: 0n, max: 0n };
    return { min, max };
  }

  readonly transport: Transport = async (request) => this.answer(request);

  /** The same over a socket. */
  async listen(): Promise<{ url: string; close(): void }> {
    const server = createServer((request, reply) => {
      void this.#overSocket(request).then(async ({ status, headers, body }) => {
        reply.writeHead(status, headers);
        reply.end(await readBody(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return {
      url: `http://127.0.0.1:${port}`,
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  async #overSocket(request: IncomingMessage): Promise<TransportReply> {
    const body = await readBody(request);
    const headers = request.headers as Record<string, string>;
    return this.answer({ method: request.method ?? 'GET', path: request.url ?? '/', headers, body });
  }

  async answer(request: TransportRequest): Promise<TransportReply> {
    this.calls += 1;
    if (this.hang?.test(request.path) === true) return new Promise(() => undefined);
    const at = this.outages.findIndex(({ path }) => path.test(request.path));
    const outage = at === -1 ? undefined : this.outages.splice(at, 1)[0];
    if (outage?.after === false) return reply(500, {});
    const text = await textOf(request.body);
    const answer = this.#handle(
      request.method,
      request.path,
      text === '' ? {} : (parseJson(text) as Record<string, unknown>),
    );
    return outage === undefined ? answer : reply(500, {});
  }

  #handle(method: string, path: string, body: Record<string, unknown>): TransportReply {
    const [route = '', query = ''] = path.split('?');
    if (route.endsWith('/tokens')) return this.#token(body);
    if (route.endsWith('/commissions/action'))
      return this.#resolve(body as { accept?: unknown[]; reject?: unknown[] });
    if (route.endsWith('/commissions') && method === 'POST') return this.#issue(body);
    if (route.endsWith('/commissions')) return reply(200, [...this.pending.keys()].sort());
    if (route.includes('/commissions/'))
      return this.#commission(BigInt(route.slice(route.lastIndexOf('/') + 1)));
    if (route.endsWith('/pending-commissions'))
      return this.#pendingAfter(new URLSearchParams(query).get('after') ?? '0');
    if (route.endsWith('/service_quotas')) return this.#quotas(new URLSearchParams(query).get('user') ?? '');
    if (route.endsWith('/ended-credentials')) {
      const valid = new Set(
        [...this.people.keys()].map((token) => createHash('sha256').update(token).digest('base64url')),
      );
      return reply(200, { ended: (body['credentials'] as string[]).filter((hash) => !valid.has(hash)) });
    }
    if (route.endsWith('/user_catalogs')) return this.#names((body['uuids'] ?? []) as string[]);
    return reply(404, {});
  }

  #token(body: Record<string, unknown>): TransportReply {
    const { auth } = body as { auth: { token: { id: string } } };
    const user = this.people.get(auth.token.id);
    if (user === undefined)
      return reply(401, { unauthorized: { code: 401, message: 'Invalid token', details: '' } });
    const tenant = { id: user, name: 'Somebody' };
    return reply(200, {
      access: {
        token: { id: auth.token.id, expires: '2040-01-01T00:00:00+00:00', tenant },
        user: { id: user, name: 'Somebody', roles: [], roles_links: [], projects: [user] },
        serviceCatalog: [],
      },
    });
  }

  #issue(body: Record<string, unknown>): TransportReply {
    const name = String(body['name']);
    if (name.length > 4096 || /\p{Cc}/u.test(name) || !name.isWellFormed())
      return reply(400, fault('badRequest', 400, 'Commission name should be a string.', {}));
    const provisions = (body['provisions'] as Provision[]).map((item) => ({
      ...item,
      quantity: BigInt(item.quantity),
    }));
    for (const provision of provisions) {
      const holding = this.holdings.get(keyOf(provision));
      if (holding === undefined) {
        return reply(
          404,
          fault('itemNotFound', 404, 'There is no such holding', { name: 'NoHoldingError', provision }),
        );
      }
      const { quantity } = provision;
      if (quantity >= 0n && holding.max + quantity > holding.limit) {
        const data = { name: 'NoCapacityError', provision, limit: holding.limit, usage: holding.max };
        return reply(413, fault('overLimit', 413, 'not enough capacity', data));
      }
      if (quantity < 0n && holding.min + quantity < 0n) {
        return reply(
          413,
          fault('overLimit', 413, 'releases more', {
            name: 'NoQuantityError',
            provision,
            limit: 0,
            usage: holding.min,
          }),
        );
      }
    }
    this.#serial += 1n;
    for (const provision of provisions) {
      const holding = this.holdings.get(keyOf(provision))!;
      if (provision.quantity >= 0n) holding.max += provision.quantity;
      else holding.min += provision.quantity;
    }
    this.pending.set(this.#serial, {
      serial: this.#serial,
      provisions,
      issued: new Date(),
      name,
    });
    return reply(201, { serial: this.#serial });
  }

  #resolve({ accept = [], reject = [] }: { accept?: unknown[]; reject?: unknown[] }): TransportReply {
    const failed: unknown[] = [];
    const settle = (wanted: unknown[], accepted: boolean): bigint[] =>
      wanted
        .map((serial) => BigInt(serial as number))
        .filter((serial) => {
          const commission = this.pending.get(serial);
          if (commission === undefined) {
            failed.push([
              serial,
              { itemNotFound: { code: 404, message: `serial ${serial} does not exist` } },
            ]);
            return false;
          }
          this.pending.delete(serial);
          for (const provision of commission.provisions)
            settleProvision(this.holdings.get(keyOf(provision))!, provision, accepted);
          return true;
        });
    return reply(200, { accepted: settle(accept, true), rejected: settle(reject, false), failed });
  }

  #pendingAfter(after: string): TransportReply {
    const commissions = [...this.pending.values()]
      .filter(({ serial }) => serial > BigInt(after))
      .map(({ serial, issued }) => ({ serial, issue_time: issued.toISOString() }));
    return reply(200, { commissions, more: false });
  }

  #commission(serial: bigint): TransportReply {
    const commission = this.pending.get(serial);
    if (commission === undefined) return { status: 404, headers: {}, body: Readable.from([]) };
    const { issued, name, provisions } = commission;
    return reply(200, { serial, issue_time: issued.toISOString(), name, provisions });
  }

  #quotas(user: string): TransportReply {
    const projects: Record<string, unknown> = {};
    for (const [key, { limit, min, max }] of this.holdings) {
      const [holder, source] = key.split('|');
      if (holder !== `user:${user}` || source === undefined) continue;
      const quota = {
        usage: max,
        limit,
        pending: max - min,
        project_usage: max,
        project_limit: limit,
        project_pending: 0,
      };
      projects[source.slice('project:'.length)] = { 'pithos.diskspace': quota };
    }
    if (Object.keys(projects).length === 0) return reply(404, fault('itemNotFound', 404, 'no user', {}));
    return reply(200, { [user]: projects });
  }

  #names(uuids: string[]): TransportReply {
    const known = new Set(this.people.values());
    const found = uuids.filter((uuid) => known.has(uuid)).map((uuid) => [uuid, `${uuid}@example.org`]);
    return reply(200, { uuid_catalog: Object.fromEntries(found) as unknown, displayname_catalog: {} });
  }
}

function settleProvision(holding: Holding, { quantity }: Provision, accepted: boolean): void {
  if (quantity >= 0n) {
    if (accepted) holding.min += quantity;
    else holding.max -= quantity;
  } else if (accepted) holding.max += quantity;
  else holding.min -= quantity;
}

function keyOf({ holder, source }: Provision): string {
  return `${holder}|${source ?? ''}`;
}

function fault(name: string, code: number, message: string, data: unknown) {
  return { [name]: { code, message, data } };
}

function reply(status: number, body: unknown): TransportReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Readable.from([Buffer.from(writeJson(body))]),
  };
}

async function textOf(body: TransportRequest['body']): Promise<string> {
  if (body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return (await readBody(body)).toString('utf8');
}

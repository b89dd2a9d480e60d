import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { createDatabase } from '#kit/database';
import { HashLists } from '#object/api/objects/hash-lists';
import { listLimit } from '#object/api/busy';
import type { ObjectApi } from '#object/api/object-api';
import { TransferWatch } from '#object/api/transfer-watch';
import { objectApp } from '#object/app';
import type { WritableStorage } from '#object/domain/objects/writable-storage';
import { RESOURCE } from '#object/domain/identity-service';
import type { ObjectStorage } from '#object/domain/object-storage';
import { openLiveStreams, openObjectStorage } from '#object/service';
import type { ObjectSchema } from '#object/store/schema';
import { objectSettings } from '#object/settings';
import { clientOver, type Reply } from '#kit/client';
import { systemClock } from '#platform/clock';
import { type Database, openDatabase } from '#platform/database/database';
import { unwatchedDisk } from '#platform/disk-space';
import { type KillPoint, noKillPoint } from '#platform/faults';
import { closeLedger } from '#platform/quota/ledger';
import { randomIds } from '#platform/ids';
import { silentLog } from '#platform/telemetry/log';
import { Secret } from '#platform/secret';
import { readSettings } from '#platform/settings';
import { injectTransport, withDeadline } from '#platform/http/transport';
import { SimulatedIdentity } from './simulated-identity.ts';

export const ALICE = 'a11ce000-0000-4000-8000-000000000001';
export const BOB = 'b0b00000-0000-4000-8000-000000000002';
export const COMPUTE_TOKEN = 'the token of compute';

export interface StartedObject {
  app: FastifyInstance;
  storage: WritableStorage;
  api: ObjectApi;
  identity: SimulatedIdentity;
  directory: string;
  databaseUrl: string;
  /** The rows themselves, for what no store says or does. */
  db: Database<ObjectSchema>;
  /** Address of a socket on which the application listens. */
  listen(): Promise<string>;
  /** A request without a socket, as a person of the given token; paths are below the account. */
  as(token: string, user: string): Caller;
}

/** A call of the kit's client, with paths below the account; `//` begins one from the root. */
export type Caller = (
  method: string,
  path: string,
  options?: { headers?: Record<string, string>; body?: string | Buffer },
) => Promise<Reply>;

/** Takes disk space at identity for nothing in particular; gives the serial of the commission. */
export function takeSpace(storage: ObjectStorage, user: string, bytes: bigint): Promise<bigint> {
  const charges = [{ user, project: user, resource: RESOURCE, quantity: bytes }];
  return storage.ledger.holder.issue({ name: 'a test', charges, key: randomIds.uuid() });
}

export interface StartOptions {
  settings?: Record<string, unknown>;
  killPoint?: KillPoint;
  transferWindowMs?: number;
}

/** Object storage on a database and a block store of its own, with a simulated identity; all gone after the test. */
export async function startObject(
  t: Pick<TestContext, 'after'>,
  options: StartOptions = {},
): Promise<StartedObject> {
  const directory = await mkdtemp(join(tmpdir(), 'object-'));
  const database = await createDatabase('object');
  const identity = new SimulatedIdentity();
  identity.addPerson(ALICE, 'alice-token', 10n * 1024n ** 3n);
  identity.addPerson(BOB, 'bob-token', 10n * 1024n ** 3n);
  const { service, close } = await openObjectStorage({
    settings: readSettings(objectSettings, {
      given: { PITHOS_BACKEND_BLOCK_SIZE: 4096, ...options.settings },
    }),
    clock: systemClock,
    ids: randomIds,
    killPoint: options.killPoint ?? noKillPoint,
    log: silentLog,
    dataDirectory: directory,
    baseUrl: 'http://cloud.example.org',
    databaseUrl: () => database.url,
    disk: unwatchedDisk,
    transportTo: () => withDeadline(identity.transport),
    secrets: {
      component: (name) => new Secret(name === 'cyclades' ? COMPUTE_TOKEN : name),
      at: () => new Secret(''),
      sealingKey: new Secret(''),
      internal: new Secret(''),
    },
  });
  const db = openDatabase<ObjectSchema>({ url: database.url, poolSize: 2 });
  const transfers = new TransferWatch(options.transferWindowMs ?? 60_000);
  const api = {
    storage: service,
    baseUrl: 'http://cloud.example.org',
    computeToken: new Secret(COMPUTE_TOKEN),
    transfers,
    lists: listLimit(),
    hashLists: new HashLists(),
    live: openLiveStreams(service),
  };
  const app = objectApp(api, { log: silentLog, checkReplies: true });
  t.after(async () => {
    api.live.stop();
    await app.close();
    await closeLedger(service.ledger);
    transfers.stop();
    await close();
    await db.destroy();
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    app,
    storage: service,
    api,
    identity,
    directory,
    databaseUrl: database.url,
    db,
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    as: (token, user) => {
      const client = clientOver(injectTransport(app), token);
      return (method, path, { headers = {}, body = '' } = {}) =>
        client.call(
          method,
          path.startsWith('//') ? path.slice(1) : `/pithos/object-store/v1/${user}${path}`,
          // clients say so of a body that is empty; here nobody does it for us
          body.length === 0 ? { headers: { 'content-length': '0', ...headers } } : { headers, body },
        );
    },
  };
}

/** Where the file of a block stands. */
export function blockFile({ directory }: StartedObject, id: string): string {
  return join(directory, 'blocks', 'blocks', id.slice(0, 2), id);
}

/** For suites: what `before` starts is ended by `after(() => end.run())`, since a hook has no end of its own. */
export function suiteEnd(): { after(work: () => unknown): void; run(): Promise<void> } {
  const steps: (() => unknown)[] = [];
  return {
    after: (work) => void steps.push(work),
    async run() {
      for (const step of steps.splice(0).reverse()) await step();
    },
  };
}

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { z } from 'zod';
import { settledQuotas } from '#kit/settled-quotas';
import { seededRandom } from '#platform/faults';
import { createLog } from '#platform/telemetry/log';
import { writeJson } from '#contract/json';
import { makeImage, runningServer, startComputeCloud } from '../compute/kit/compute-cloud.ts';
import { documentMaker, type Hints, oneOf, spoil } from './documents.ts';
import { assertFault, assertNoLeak } from './fault-shape.ts';
import { hostileDocuments, hostileSegments, hostileTexts } from './hostile-values.ts';
import { allRoutes, fillPath, isInternal, type TargetRoute } from './route-tables.ts';
import { wireTo, type WireRequest } from './wire.ts';

/** Requests for each route; the nightly run asks for more by FUZZ_ROUNDS. */
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? '60');
const SEED = Number(process.env['FAULT_SEED'] ?? '20260102');
const AT_ONCE = 12;

const queryNames = [
  'format',
  'limit',
  'marker',
  'prefix',
  'delimiter',
  'path',
  'until',
  'version',
  'changes-since',
  'is_public',
  'sort_key',
  'mode',
  'project',
  'hashmap',
  'update',
  'meta',
  'name',
];
const headerNames = [
  'range',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-unmodified-since',
  'x-object-manifest',
  'x-object-sharing',
  'x-object-public',
  'x-object-meta-a',
  'x-container-policy-quota',
  'x-container-policy-versioning',
  'x-account-group-friends',
  'x-copy-from',
  'x-move-from',
  'x-source-account',
  'destination',
  'destination-account',
  'content-range',
  'x-object-bytes',
  'content-encoding',
  'content-disposition',
  'x-image-meta-size',
  'x-image-meta-name',
  'x-image-meta-location',
  'accept',
];

test(
  'T-G18 hostile values in every place of every route: never a 500, every refusal in its shape, the process lives',
  { timeout: 600_000 },
  async (t) => {
    const defects: string[] = [];
    const note = (error: unknown): void => void defects.push(String((error as Error).stack ?? error));
    process.on('uncaughtException', note).on('unhandledRejection', note);
    t.after(() => void process.off('uncaughtException', note).off('unhandledRejection', note));
    const failures = failureLog();
    const roles = ['identity', 'object', 'compute', 'dispatcher', 'console', 'gateway'] as const;
    const cloud = await startComputeCloud(t, { roles, log: failures.log });
    const [ada, eve] = [await cloud.owner(), await cloud.owner()];
    const [image, foreignImage] = [await makeImage(ada), await makeImage(eve)];
    const [server, foreignServer] = [await runningServer(ada, image), await runningServer(eve, foreignImage)];
    const port = Number(new URL(cloud.url).port);
    const wire = wireTo(port);
    t.after(() => wire.close());
    await eve.put(`/pithos/object-store/v1/${eve.uuid}/safe`);
    await eve.put(`/pithos/object-store/v1/${eve.uuid}/safe/file`, 'untouched');
    await ada.put(`/pithos/object-store/v1/${ada.uuid}/box`);
    await ada.put(`/pithos/object-store/v1/${ada.uuid}/box/thing`, 'a thing');
    const quotaBefore = await settledQuotas(eve);

    const known: Record<string, string[]> = {
      account: [ada.uuid, eve.uuid],
      container: ['box', 'safe', 'images'],
      object: ['thing', 'file'],
      '*': ['thing', 'file', 'a/b', 'tiny.raw'],
      servers: [String(server.id), String(foreignServer.id)],
      images: [image, foreignImage],
      flavors: ['1'],
    };
    const hints: Hints = { imageRef: [image, foreignImage], flavorRef: [1, '1'], ticket: ['x'.repeat(43)] };
    const random = seededRandom(SEED);
    const wrong: string[] = [];
    let sent = 0;
    for (const route of allRoutes) {
      const make = requestMaker(
        route,
        known,
        hints,
        [ada.token, ada.token, ada.token, eve.token.slice(1), 'x'.repeat(3000)],
        random,
      );
      for (let round = 0; round < ROUNDS; round += AT_ONCE) {
        const requests = Array.from({ length: AT_ONCE }, make);
        await Promise.all(
          requests.map(async (request) => {
            const reply = await wire.send(request);
            sent += 1;
            const what = `${request.method} ${request.path.slice(0, 200)} [${route.path}] ${brief(request)} -> ${reply.status}`;
            if (reply.status === 0 || (reply.status >= 500 && reply.status !== 501 && reply.status !== 503)) {
              wrong.push(`${what} ${reply.text.slice(0, 200)}\n      ${failures.last()}`);
            }
            try {
              assertNoLeak(
                reply,
                what,
                request.path + String(request.body ?? '') + Object.values(request.headers ?? {}).join(),
              );
              assertFault(reply, what);
            } catch (error) {
              wrong.push((error as Error).message);
            }
          }),
        );
      }
    }
    t.diagnostic(`${sent} requests to ${allRoutes.length} routes, seed ${SEED}`);
    assert.deepEqual([...new Set(wrong)].slice(0, 40), []);
    assert.deepEqual(defects, []);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal((await fetch(`${cloud.url}/healthz`)).status, 200);
    assert.equal((await eve.get(`/pithos/object-store/v1/${eve.uuid}/safe/file`)).text, 'untouched');
    const untouched = await eve.get(`/cyclades/compute/v2.0/servers/${foreignServer.id}`);
    assert.equal((untouched.json as { server: { status: string } }).server.status, 'ACTIVE');
    assert.equal((await eve.head(`/cyclades/image/v1.0/images/${foreignImage}`)).status, 200);
    assert.equal(await settledQuotas(eve), quotaBefore, 'the quota of somebody else is as it was');
  },
);

/** Makes requests that are right in most places and hostile in some. */
function requestMaker(
  route: TargetRoute,
  known: Record<string, string[]>,
  hints: Hints,
  tokens: string[],
  random: () => number,
): () => WireRequest {
  const kind = ['servers', 'images', 'flavors'].find((name) => route.path.includes(`/${name}/:`)) ?? '';
  const there = (name: string): string[] =>
    known[name === 'id' ? kind : name] ?? ['1', '2', 'images', ...known['account']!];
  const make = bodyMaker(route, hints);
  return () => {
    const filled = fillPath(route.path, (name) =>
      random() < 0.6 ? oneOf(random, there(name)) : oneOf(random, hostileSegments),
    );
    const query = [...route.query.map((name) => `${name}=`)];
    while (random() < 0.3) query.push(`${oneOf(random, queryNames)}=${oneOf(random, hostileSegments)}`);
    const headers: Record<string, string> = {};
    if (random() < 0.95) headers['x-auth-token'] = oneOf(random, tokens);
    while (random() < 0.35) headers[oneOf(random, headerNames)] = headerValue(random);
    const request: WireRequest = {
      method: route.method,
      path: (filled + (query.length === 0 ? '' : `?${query.join('&')}`)).slice(0, 11_000),
      headers,
    };
    if (route.method === 'GET' || route.method === 'HEAD') return request;
    if (make !== undefined || random() < 0.3)
      headers['content-type'] =
        random() < 0.95
          ? 'application/json'
          : oneOf(random, ['text/plain', 'application/json; x', 'multipart/form-data', '*/*']);
    if (make !== undefined && random() < 0.8)
      request.body = writeJson(random() < 0.1 ? make(random) : spoil(make(random), random));
    else if (random() < 0.7) request.body = oneOf(random, hostileDocuments);
    return request;
  };
}

const actions = ['resize', 'firewallProfile', 'rescue', 'unknown', 'constructor', '__proto__'];

/** What names the action of a body with a schema for all of them is a key that no schema tells. */
function bodyMaker(route: TargetRoute, hints: Hints): ((random: () => number) => unknown) | undefined {
  if (route.body === undefined || isInternal(route)) return undefined;
  if (!(route.body instanceof z.ZodRecord)) return documentMaker(route.body, hints);
  return (random) => ({
    [oneOf(random, actions)]: { type: oneOf(random, ['vnc', 'HARD', 'SOFT', 'novnc', 7]) },
  });
}

function headerValue(random: () => number): string {
  const values = [
    'bytes=0-',
    'bytes=-1',
    'bytes=5-1',
    'bytes=0-0,0-0,0-0',
    'bytes 0-4/*',
    '*',
    '"x"',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    '/box/thing',
    'read=*;write=*',
    'read=x:y',
    'auto',
    'true',
    'application/xml',
  ];
  return random() < 0.5
    ? oneOf(random, values)
    : Buffer.from(
        oneOf(random, hostileTexts)
          .replaceAll(/[\0-\x1f\x7f]/g, '?')
          .slice(0, 500),
      ).toString('latin1');
}

function brief({ headers, body }: WireRequest): string {
  const shown = Object.entries(headers ?? {}).map(([name, value]) => `${name}:${value.slice(0, 60)}`);
  return `{${shown.join(' ')}} ${String(body ?? '').slice(0, 300)}`;
}

/** Keeps what services log about failures, so that a 500 of the fuzz names its cause. */
function failureLog(): { log: ReturnType<typeof createLog>; last(): string } {
  let last = '';
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = JSON.parse(chunk.toString()) as { err?: { message?: string; stack?: string } };
      if (line.err !== undefined) last = `${line.err.stack ?? line.err.message}`.slice(0, 600);
      done();
    },
  });
  return { log: createLog({ level: 'error', destination }), last: () => last };
}

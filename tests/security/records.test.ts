import assert from 'node:assert/strict';
import http from 'node:http';
import { Writable } from 'node:stream';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startCloud, type TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { createLog } from '#platform/telemetry/log';
import { hostileSegments } from './hostile-values.ts';
import { allRoutes, fillPath } from './route-tables.ts';
import { wireTo } from './wire.ts';

let cloud: TestCloud;
let ada: TestUser;
let wire: ReturnType<typeof wireTo>;
/** The log, while somebody wants it. */
let kept: Buffer[] | undefined;
const ends: (() => unknown)[] = [];

before(async () => {
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      kept?.push(chunk);
      done();
    },
  });
  const log = createLog({ level: 'debug', destination });
  cloud = await startCloud(
    { after: (end: () => unknown) => void ends.push(end) } as Parameters<typeof startCloud>[0],
    { log },
  );
  ada = await cloud.user();
  wire = wireTo(Number(new URL(cloud.url).port));
});
after(async () => {
  wire.close();
  for (const end of ends.reverse()) await end();
});

test(
  'T-S8 whatever a client sends, each line of the log is one record of bounded size',
  { timeout: 120_000 },
  async () => {
    kept = [];
    const forged = '%0a%7B%22level%22%3A30%2C%22msg%22%3A%22forged%22%7D%0a';
    const headers = {
      'user-agent': `agent ${'u'.repeat(8000)}`,
      'x-auth-token': 'wrong',
      referer: 'http://evil.example/\t{"msg":"forged"}',
    };
    for (const segment of [...hostileSegments, forged, `${'a'.repeat(9000)}${forged}`]) {
      const paths = [
        `/pithos/object-store/v1/${segment}`,
        `/cyclades/compute/v2.0/servers/${segment}`,
        `/astakos/${segment}`,
        `/${segment}`,
      ];
      await Promise.all(
        paths.map((path) => wire.send({ method: 'GET', path: path.slice(0, 9500), headers })),
      );
    }
    const lines = Buffer.concat(kept).toString('utf8').trimEnd().split('\n');
    kept = undefined;
    assert.ok(lines.length > 100, `only ${lines.length} lines`);
    for (const line of lines) {
      const record = JSON.parse(line) as Record<string, unknown>;
      assert.notEqual(record['msg'], 'forged');
      for (const [name, value] of Object.entries(record)) {
        if (typeof value === 'string')
          assert.ok(value.length <= 1024, `${name} has ${value.length} characters`);
      }
    }
  },
);

test(
  'T-S15 metrics and memory do not grow with the number of addresses that are asked for',
  { timeout: 120_000 },
  async () => {
    const ask = async (count: number, from: number): Promise<void> => {
      for (let at = 0; at < count; at += 50) {
        const paths = Array.from(
          { length: 50 },
          (_, n) =>
            [
              `/cyclades/unknown-${from + at + n}`,
              `/pithos/object-store/v1/${ada.uuid}/box-${from + at + n}`,
              `/unknown-${from + at + n}`,
            ][n % 3]!,
        );
        await Promise.all(
          paths.map((path) => wire.send({ method: 'GET', path, headers: { 'x-auth-token': ada.token } })),
        );
      }
    };
    await ask(1000, 0);
    const linesBefore = (await metrics(cloud.running().data.run)).split('\n').length;
    const memoryBefore = process.memoryUsage().heapUsed;
    await ask(4000, 1000);
    const text = await metrics(cloud.running().data.run);
    // A timer of the cloud may have used one of its own routes for the first time meanwhile: some lines, not thousands.
    const grown = text.split('\n').length - linesBefore;
    assert.ok(grown < 100, `${grown} lines more after 4,000 addresses`);
    assert.doesNotMatch(text, new RegExp(`unknown-|box-\\d|${ada.uuid}`));
    assert.ok(process.memoryUsage().heapUsed - memoryBefore < 100 * 1024 * 1024);
  },
);

test('T-I20 no answer of any address leads to another site, whatever it is asked to', async () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    '%2f%2fevil.example',
    'http://127.0.0.1@evil.example',
    '\thttps://evil.example',
    'javascript:alert(1)',
    '/%09/evil.example',
    'https://evil.example%23@127.0.0.1',
  ];
  const paths = [
    ...new Set(
      allRoutes.filter(({ method }) => method === 'GET').map(({ path }) => fillPath(path, () => '1')),
    ),
    '/',
    '/ui',
    '/ui/',
    '/ui/log-in',
  ];
  for (const path of paths) {
    for (const place of elsewhere) {
      const value = encodeURIComponent(place);
      const reply = await wire.send({
        method: 'GET',
        path: `${path}?next=${value}&redirect_uri=${value}&url=${value}`,
        headers: { 'x-auth-token': ada.token },
      });
      const { location, refresh } = reply.headers;
      assert.equal(refresh, undefined);
      if (location !== undefined)
        assert.equal(new URL(location, cloud.url).origin, cloud.url, `${path} leads to ${location}`);
    }
  }
  for (const path of ['//evil.example', '/\\evil.example', '//evil.example/ui', '/ui//evil.example']) {
    const { location } = (await wire.send({ method: 'GET', path })).headers;
    if (location !== undefined)
      assert.equal(new URL(location, cloud.url).origin, cloud.url, `${path} leads to ${location}`);
  }
});

function metrics(runDirectory: string): Promise<string> {
  return new Promise((resolve, reject) => {
    http
      .get({ socketPath: join(runDirectory, 'metrics.sock'), path: '/metrics' }, (reply) => {
        let text = '';
        reply.on('data', (piece: Buffer) => (text += piece.toString())).on('end', () => resolve(text));
      })
      .on('error', reject);
  });
}

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fastify } from 'fastify';
import { httpTransport, readBody, type Transport } from '#contract/transport';
import { testDatabase } from '#kit/database';
import { until } from '#kit/until';
import { databaseFailure, DatabaseUnavailable } from '#platform/database/failure';
import { openDatabase } from '#platform/database/database';
import { injectTransport, withDeadline } from '#platform/http/transport';

const TIMEOUT = { name: 'TimeoutError' };

test('a call of another service ends at its deadline, whichever way it travels and wherever the peer hangs', async (t) => {
  const app = fastify();
  app.get('/hang', () => new Promise(() => undefined));
  app.get('/half', (_request, reply) => reply.send(Readable.from(endless())));
  app.get('/whole', () => 'whole');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.put('/taken', async (request) => String((await readBody(request.raw)).length));
  await app.ready();
  const server = createServer((request, reply) => {
    if (request.url === '/half') reply.write('begun');
    if (request.url === '/whole') reply.end('whole');
    if (request.url === '/taken') {
      // one of the bodies is broken off
      void readBody(request).then(
        ({ length }) => reply.end(String(length)),
        () => undefined,
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ways: Record<string, Transport> = {
    'in the process': injectTransport(app),
    'over a socket': httpTransport(`http://127.0.0.1:${port}`),
  };
  for (const [way, transport] of Object.entries(ways)) {
    const call = withDeadline(transport, 100);
    await assert.rejects(call({ method: 'GET', path: '/hang' }), TIMEOUT, way);
    const begun = await call({ method: 'GET', path: '/half' });
    await assert.rejects(readBody(begun.body), TIMEOUT, `${way}: a body that stops`);
    const whole = await withDeadline(transport)({ method: 'GET', path: '/whole' });
    assert.equal(String(await readBody(whole.body)), 'whole', way);
    const long = await withDeadline(
      transport,
      300,
    )({
      method: 'PUT',
      path: '/taken',
      headers: { 'content-type': 'application/octet-stream' },
      body: Readable.from(pieces(10, 60)),
    });
    assert.equal(
      String(await readBody(long.body)),
      '10',
      `${way}: a body that is longer on its way, but moves`,
    );
    const stuck = Readable.from(endless());
    await assert.rejects(
      call({ method: 'PUT', path: '/taken', body: stuck }),
      TIMEOUT,
      `${way}: one that stops`,
    );
    await until(() => stuck.destroyed);
    const own = transport({ method: 'GET', path: '/hang', signal: AbortSignal.timeout(50) });
    await assert.rejects(own, (error: Error) => /TimeoutError|AbortError/.test(error.name), way);
  }
});

async function* pieces(count: number, everyMs: number): AsyncGenerator<string> {
  for (let sent = 0; sent < count; sent += 1) {
    await setTimeout(everyMs);
    yield '.';
  }
}

async function* endless(): AsyncGenerator<string> {
  yield 'begun';
  await new Promise(() => undefined);
}

test('who finds every connection lent is told so in time, and is served again when one comes back', async (t) => {
  const { url } = await testDatabase(t, 'queue');
  const db = openDatabase({ url, poolSize: 2, connectionTimeoutMs: 3_000 });
  t.after(() => db.destroy());
  const [held, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let holding = 0;
  const holders = [1, 2].map(() =>
    db.connection().execute(async () => {
      if (++holding === 2) held.resolve();
      await end.promise;
    }),
  );
  await held.promise;
  const query = () => db.selectNoFrom((eb) => eb.val(1).as('one')).execute();
  await assert.rejects(query(), (error) => {
    assert.ok(error instanceof DatabaseUnavailable);
    assert.equal(databaseFailure(error), 'away', 'which the applications answer with 503 and Retry-After');
    return true;
  });
  end.resolve();
  await Promise.all(holders);
  assert.equal((await query()).length, 1);
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { httpTransport } from '#contract/transport';
import { ClusterFailure } from '#compute/ganeti/cluster';
import { fingerprintOf, PinnedAgent } from '#compute/ganeti/pinned-agent';
import { rapiClient } from '#compute/ganeti/rapi-client';
import { systemClock } from '#platform/clock';
import { writeJson } from '#contract/json';
import { Secret } from '#platform/secret';
import { SIMULATED_ACCOUNT, type SimulatedGaneti, startSimulatedGaneti } from './kit/simulated-ganeti.ts';

const account = { username: SIMULATED_ACCOUNT.username, password: new Secret(SIMULATED_ACCOUNT.password) };

function certificate(name: string): { key: Buffer; cert: Buffer } {
  const directory = join(import.meta.dirname, 'kit/certificates');
  return {
    key: readFileSync(join(directory, `${name}.key`)),
    cert: readFileSync(join(directory, `${name}.crt`)),
  };
}

async function listening(t: TestContext, server: http.Server | https.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

test('T-D1 a back end with another certificate than the pinned one gets no byte of a request', async (t) => {
  const received: string[] = [];
  const serve = async (name: string): Promise<string> => {
    const server = https.createServer(certificate(name), (request, reply) => {
      received.push(`${name} ${request.headers.authorization ?? ''}`);
      reply.end('[]');
    });
    return `https://127.0.0.1:${await listening(t, server)}`;
  };
  const pinned = (address: string, pin: string | null) =>
    httpTransport(address, { agent: new PinnedAgent(pin) });
  const [right, wrong] = [await serve('pinned'), await serve('other')];
  const pin = await fingerprintOf(right);
  assert.match(pin, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.deepEqual(received, [], 'looking at a certificate sends nothing');
  assert.deepEqual(await rapiClient(pinned(right, pin), account, systemClock).jobs(), []);
  assert.equal(received.length, 1);
  const unsent = { name: 'ClusterFailure', kind: 'unsent' };
  await assert.rejects(rapiClient(pinned(wrong, pin), account, systemClock).jobs(), unsent);
  await assert.rejects(rapiClient(pinned(wrong, null), account, systemClock).jobs(), {
    name: 'ClusterFailure',
  });
  assert.equal(received.length, 1, 'neither the wrong nor the unverified one heard anything');
});

test('T-D4 answers that are huge, no JSON or of another form are failures, and nothing of them is repeated', async (t) => {
  const cases: [answer: (reply: http.ServerResponse) => void, message: RegExp][] = [
    [(reply) => reply.end('<html><script>alert(1)</script></html>'), /not JSON/],
    [(reply) => reply.end('{"jobs":[]}'), /form that is not known/],
    [(reply) => reply.end(`[${'['.repeat(1_000_000)}`), /not JSON/],
    [
      (reply) => reply.writeHead(502).end('<h1>Bad Gateway <b>secret</b></h1>'),
      /answers 502: no explanation/,
    ],
    [(reply) => void endless(reply), /does not answer/],
    [(reply) => reply.writeHead(200, { 'content-length': 100 }).end('[]'), /does not answer/],
  ];
  for (const [answer, message] of cases) {
    const port = await listening(
      t,
      http.createServer((_request, reply) => answer(reply)),
    );
    const client = rapiClient(httpTransport(`http://127.0.0.1:${port}`), account, systemClock);
    await assert.rejects(client.jobs(), (error) => {
      assert.ok(error instanceof ClusterFailure);
      assert.match(error.message, message);
      assert.equal(error.message.includes('secret'), false);
      return true;
    });
  }
});

/** More than 32 MiB, in pieces. */
function endless(reply: http.ServerResponse): void {
  const piece = Buffer.alloc(1024 * 1024, 0x20);
  const write = (): void => {
    while (!reply.destroyed && reply.write(piece));
  };
  reply.on('drain', write);
  write();
}

test('the client speaks to a cluster: jobs by intent, unknown jobs, screens, refusals', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'rapi-'));
  const ganeti: SimulatedGaneti = await startSimulatedGaneti(join(directory, 'rapi.sock'));
  t.after(async () => {
    await ganeti.stop();
    rmSync(directory, { recursive: true });
  });
  const client = rapiClient(httpTransport(ganeti.address), account, systemClock);
  assert.equal((await client.info()).name, ganeti.clustername);
  assert.equal((await client.nodes())[0]?.ctotal, 16);
  await client.checkWriting();
  const body = {
    __version__: 1,
    instance_name: 'snf-1',
    nics: [],
    osparams_secret: { config_url: 'secret' },
  };
  const job = await client.submit({ action: 'BUILD', intent: 'one', instance: 'snf-1', body });
  await ganeti.quiet();
  const found = await client.job(job);
  assert.deepEqual(
    [found?.status, found?.ops?.[0]?.reason?.[0]?.slice(0, 2)],
    ['success', ['synnefo:compute', 'intent:one']],
  );
  assert.equal(writeJson(await client.jobs()).includes(':"secret"'), false);
  assert.equal(await client.job(4711n), undefined, 'a job with nulls is unknown');
  assert.equal((await client.instance('snf-1'))?.oper_state, true);
  assert.equal(await client.instance('snf-2'), undefined);
  assert.equal((await client.console('snf-1'))?.socket_path, '/run/screens/snf-1.vnc');
  await client.submit({ action: 'STOP', intent: 'two', instance: 'snf-1' });
  await ganeti.quiet();
  assert.equal(await client.console('snf-1'), undefined);
  const wrong = rapiClient(
    httpTransport(ganeti.address),
    { ...account, password: new Secret('x') },
    systemClock,
  );
  await assert.rejects(wrong.info(), { kind: 'refused', status: 401 });
  const nobody = rapiClient(httpTransport(`unix:${directory}/none.sock`), account, systemClock);
  await assert.rejects(nobody.submit({ action: 'START', intent: 'x', instance: 'snf-1' }), {
    kind: 'unsent',
  });
  ganeti.faults = { loseAnswers: true };
  await assert.rejects(client.submit({ action: 'START', intent: 'three', instance: 'snf-1' }), {
    kind: 'unknown',
  });
});

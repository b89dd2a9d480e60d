import assert from 'node:assert/strict';
import http from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenOnSocket } from '#cloud/role-socket';
import { gatewayRole } from '#gateway/service';
import { until } from '#kit/until';
import { createMetrics } from '#platform/telemetry/metrics';
import { echoRole, type Seen } from './echo-role.ts';
import { internalSecret, startGateway } from './harness.ts';

/** The nightly run asks for more by RESTARTS. */
const RESTARTS = Number(process.env['RESTARTS'] ?? '12');
const CLIENTS = 8;
/** A round lasts until so many requests were answered in it: on a slow machine longer. */
const ANSWERS_A_ROUND = 8;

interface Outcome {
  tag: string;
  status: number;
  url: string;
}

test(
  'R-G1 while a role is restarted under load, each answer is that of its own request',
  { timeout: 120_000 },
  async (t) => {
    const { port, runDirectory } = await startGateway(t, {
      settings: { ROLE_ADDRESSES: {} },
      way: 'over sockets',
    });
    const role = echoRole('compute', ['/cyclades']);
    await role.app.ready();
    t.after(() => role.app.close());
    const served = { app: role.app, secret: internalSecret, trouble: async () => undefined };
    const load = startLoad(port);
    for (let round = 0; round < RESTARTS; round += 1) {
      const server = await listenOnSocket(join(runDirectory, 'compute.sock'), served);
      await load.answered(ANSWERS_A_ROUND);
      server.close();
      server.closeAllConnections();
    }
    const server = await listenOnSocket(join(runDirectory, 'compute.sock'), served);
    t.after(() => void server.close());
    const outcomes = await load.stop();
    server.closeAllConnections();
    for (const { tag, status, url } of outcomes) {
      assert.ok([200, 502, 503].includes(status), `${tag}: ${status}`);
      if (status === 200) assert.equal(url, `/cyclades/${tag}`);
    }
    const good = outcomes.filter(({ status }) => status === 200).length;
    t.diagnostic(`${outcomes.length} requests over ${RESTARTS} restarts, ${good} answered`);
    assert.ok(good >= RESTARTS * ANSWERS_A_ROUND);
  },
);

test(
  'R-G1 a gateway that is drained and started again loses no request that it took',
  { timeout: 120_000 },
  async (t) => {
    const first = await startGateway(t, { settings: { GATEWAY_DRAIN_SECONDS: 5 } });
    const context = {
      ...first.context,
      settings: { ...(first.context.settings as object), GATEWAY_PORT: first.port, GATEWAY_DRAIN_SECONDS: 5 },
    };
    const load = startLoad(first.port);
    let gateway = first.gateway;
    for (let round = 0; round < RESTARTS; round += 1) {
      await load.answered(ANSWERS_A_ROUND);
      await gateway.stop();
      gateway = await gatewayRole.start({ ...context, metrics: createMetrics() });
    }
    const outcomes = await load.stop();
    await gateway.stop();
    const arrived = new Set(first.roles.compute.seen.map(({ url }) => url));
    for (const { tag, status, url } of outcomes) {
      if (status === 200) assert.equal(url, `/cyclades/${tag}`);
      else
        assert.ok(
          status === 0 && !arrived.has(`/cyclades/${tag}`),
          `${tag} reached its role and was answered ${status}`,
        );
    }
    const good = outcomes.filter(({ status }) => status === 200).length;
    t.diagnostic(`${outcomes.length} requests over ${RESTARTS} restarts, ${good} answered`);
    assert.ok(good >= RESTARTS * ANSWERS_A_ROUND);
  },
);

/** Clients that ask without pause, each answer noted under the tag of its request; status 0 when there was none. */
function startLoad(port: number): { answered(more: number): Promise<void>; stop(): Promise<Outcome[]> } {
  const outcomes: Outcome[] = [];
  let stopped = false;
  const agent = new http.Agent({ keepAlive: true });
  const client = async (name: number): Promise<void> => {
    for (let n = 0; !stopped; n += 1) {
      const tag = `${name}-${n}`;
      const body = n % 3 === 0 ? 'x'.repeat(20_000) : undefined;
      outcomes.push({ tag, ...(await ask(port, agent, `/cyclades/${tag}`, body)) });
      if (outcomes.at(-1)!.status !== 200) await sleep(5);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, name) => client(name)));
  const good = (): number => outcomes.filter(({ status }) => status === 200).length;
  return {
    answered: (more) => {
      const wanted = good() + more;
      return until(() => good() >= wanted, 30_000);
    },
    async stop() {
      stopped = true;
      await clients;
      agent.destroy();
      return outcomes;
    },
  };
}

function ask(
  port: number,
  agent: http.Agent,
  path: string,
  body: string | undefined,
): Promise<{ status: number; url: string }> {
  return new Promise((resolve) => {
    const request = http.request(
      { port, agent, path, method: body === undefined ? 'GET' : 'PUT', headers: { host: 'localhost' } },
      (reply) => {
        let text = '';
        reply.on('data', (piece: Buffer) => (text += piece.toString()));
        reply.on('error', () => resolve({ status: 0, url: '' }));
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            url: reply.statusCode === 200 ? (JSON.parse(text) as Seen).url : '',
          }),
        );
      },
    );
    request.on('error', () => resolve({ status: 0, url: '' }));
    request.end(body);
  });
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

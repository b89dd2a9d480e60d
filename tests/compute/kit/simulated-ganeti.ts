import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { JobStatus } from '#contract/ganeti';
import { EVENT_EXCHANGE, eventKey } from '#contract/ganeti-events';
import { parseJson, writeJson } from '#contract/json';
import type { StatisticsPeriod } from '#contract/statistics-words';
import {
  clusterDocument,
  instanceDocument,
  jobDocument,
  nodeDocument,
  type SimulatedJob,
  unknownJob,
} from './simulated/documents.ts';
import type { Faults, Message, SimulatedGaneti } from './simulated/ganeti.ts';
import type { Inventory, SimulatedInstance, SimulatedNetwork } from './simulated/inventory.ts';
import { messageOf } from './simulated/messages.ts';
import { networkDocument } from './simulated/networks.ts';
import { carryOut, placeInstance } from './simulated/work.ts';

export type { Message, SimulatedGaneti } from './simulated/ganeti.ts';

export const SIMULATED_ACCOUNT = { username: 'synnefo', password: 'rapi-password-for-tests' };

/** A cluster of one node: a real HTTP server that speaks the remote API, keeps a queue of jobs and tells of them. */
export async function startSimulatedGaneti(
  socket: string,
  clustername = 'sim.example.org',
): Promise<SimulatedGaneti> {
  const cluster = new Cluster(`unix:${socket}`, clustername);
  const server = http.createServer((request, reply) => void cluster.answer(request, reply));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  cluster.stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await cluster.quiet();
  };
  return cluster;
}

class Cluster implements SimulatedGaneti, Inventory {
  readonly address: string;
  clustername: string;
  readonly instances = new Map<string, SimulatedInstance>();
  readonly networks = new Map<string, SimulatedNetwork>();
  groups = ['default'];
  readonly jobs: SimulatedJob[] = [];
  readonly published: Message[] = [];
  faults: Faults = {};
  room = { mtotal: 65_536, mfree: 60_000, dtotal: 1_000_000, dfree: 900_000, ctotal: 16 };
  declare statistics?: NonNullable<SimulatedGaneti['statistics']>;
  publish: (message: Message) => Promise<void> = async () => undefined;
  stop: () => Promise<void> = async () => undefined;
  #queue: Promise<void> = Promise.resolve();
  #nextJob = 100;

  constructor(address: string, clustername: string) {
    this.address = address;
    this.clustername = clustername;
  }

  async quiet(): Promise<void> {
    for (let before; before !== this.#queue;) {
      before = this.#queue;
      await before;
    }
  }

  place(instance: string, body: Record<string, unknown>, running: boolean): void {
    placeInstance(this, instance, body, running);
  }

  setRunning(instance: string, running: boolean): void {
    this.instances.get(instance)!.running = running;
  }

  async progress(instance: string, body: Record<string, unknown>): Promise<void> {
    await this.#send(eventKey('progress', instance), { instance, event_time: now(), ...body }, instance);
  }

  async answer(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    let text = '';
    for await (const piece of request) text += String(piece);
    if (this.faults.dead === true) return void request.socket.destroy();
    const { status, body } = this.#routed(request, text);
    if (this.faults.loseAnswers === true && request.method !== 'GET') return void request.socket.destroy();
    const payload = this.faults.answer ?? `${writeJson(body)}\n`;
    reply.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      connection: 'close',
      server: 'Ganeti 3.0.2',
    });
    reply.end(payload);
  }

  #routed(request: http.IncomingMessage, text: string): { status: number; body: unknown } {
    const expected = Buffer.from(`${SIMULATED_ACCOUNT.username}:${SIMULATED_ACCOUNT.password}`).toString(
      'base64',
    );
    if (request.headers.authorization !== `Basic ${expected}`) return failure(401, 'Unauthorized');
    const url = new URL(request.url ?? '/', 'http://cluster');
    const [, version, resource = '', name, sub] = url.pathname.split('/').map(decodeURIComponent);
    if (version !== '2') return failure(404, 'Not Found');
    if (request.method === 'GET' && sub === 'statistics') {
      if (this.statistics === undefined || !this.instances.has(name ?? '')) return failure(404, 'Not Found');
      return ok(this.statistics(name!, url.searchParams.get('period') as StatisticsPeriod));
    }
    if (request.method === 'GET') return this.#read(resource, name, sub);
    if (request.headers['content-type'] !== 'application/json') return failure(415, 'Unsupported Media Type');
    if (this.faults.refuse !== undefined)
      return failure(this.faults.refuse.status, this.faults.refuse.message);
    const body = (text === '' ? {} : parseJson(text)) as Record<string, unknown>;
    if (url.searchParams.has('tag')) body['tags'] = url.searchParams.getAll('tag');
    return this.#write(
      `${request.method} ${resource}${name === undefined ? '' : '/*'}${sub === undefined ? '' : `/${sub}`}`,
      name,
      body,
    );
  }

  #read(
    resource: string,
    name: string | undefined,
    sub: string | undefined,
  ): { status: number; body: unknown } {
    if (resource === 'info') return ok(clusterDocument(this.clustername));
    if (resource === 'nodes') return ok([nodeDocument(this.room, this.instances.size)]);
    if (resource === 'groups')
      return ok(this.groups.map((group) => ({ name: group, uri: `/2/groups/${group}` })));
    if (resource === 'networks') return this.#readNetworks(name);
    if (resource === 'jobs') {
      if (name === undefined) return ok(this.jobs.map((job) => jobDocument(job, false)));
      const job = this.jobs.find(({ id }) => id === Number(name));
      return ok(job === undefined ? unknownJob(Number(name)) : jobDocument(job, true));
    }
    if (resource !== 'instances') return failure(404, 'Not Found');
    if (name === undefined)
      return ok([...this.instances.values()].map((instance) => instanceDocument(instance)));
    const instance = this.instances.get(name);
    if (instance === undefined) return failure(404, 'Not Found');
    if (sub === undefined) return ok(instanceDocument(instance));
    if (!instance.running) return failure(503, 'Instance console unavailable');
    return ok({
      instance: name,
      kind: 'vnc',
      host: null,
      port: null,
      socket_path: `/run/screens/${name}.vnc`,
    });
  }

  #readNetworks(name: string | undefined): { status: number; body: unknown } {
    if (name === undefined)
      return ok([...this.networks.values()].map((network) => networkDocument(this, network)));
    const network = this.networks.get(name);
    return network === undefined ? failure(404, 'Not Found') : ok(networkDocument(this, network));
  }

  #write(
    call: string,
    name: string | undefined,
    body: Record<string, unknown>,
  ): { status: number; body: unknown } {
    const opcode = CALLS[call];
    if (opcode === undefined) return failure(501, 'Method is unsupported');
    if (opcode === 'OP_INSTANCE_CREATE' && body['__version__'] !== 1)
      return failure(400, 'Instance creation request version 0');
    return ok(
      this.#submit(opcode, name ?? String(body['instance_name'] ?? body['network_name'] ?? ''), body),
    );
  }

  #submit(opcode: string, instance: string, body: Record<string, unknown>): number {
    const id = this.#nextJob++;
    const secret = body['osparams_secret'] as Record<string, unknown> | undefined;
    const shown = secret === undefined ? body : { ...body, osparams_secret: hidden(secret) };
    const job: SimulatedJob = {
      id,
      opcode,
      instance,
      body: shown,
      status: 'queued',
      result: null,
      received: now(),
      started: null,
      ended: null,
    };
    this.jobs.push(job);
    const told = this.#tell(job);
    this.#queue = this.#queue.then(() => told).then(() => this.#run(job, body));
    return id;
  }

  async #run(job: SimulatedJob, body: Record<string, unknown>): Promise<void> {
    while (this.faults.hold === true) await new Promise((resolve) => setTimeout(resolve, 5));
    await this.#move(job, 'waiting');
    await this.#move(job, 'running');
    const fault = this.faults.fail?.[job.opcode];
    const work = { opcode: job.opcode, target: job.instance, body };
    // A machine whose installation failed is there, switched off.
    const done =
      fault === undefined || job.opcode === 'OP_INSTANCE_CREATE' ? carryOut(this, work) : undefined;
    const error = fault ?? done;
    job.result = error ?? null;
    if (fault !== undefined && job.opcode === 'OP_INSTANCE_CREATE' && done === undefined) {
      const instance = this.instances.get(job.instance)!;
      instance.running = instance.wanted = false;
    }
    await this.#move(job, error === undefined ? 'success' : 'error');
  }

  async #move(job: SimulatedJob, status: JobStatus): Promise<void> {
    job.status = status;
    job.started ??= now();
    if (status === 'success' || status === 'error') job.ended = now();
    await this.#tell(job);
  }

  async #tell(job: SimulatedJob): Promise<void> {
    if (this.faults.silent === true) return;
    const message = messageOf(job, this);
    if (message !== undefined) await this.#send(message.key, message.body, job.instance);
  }

  async #send(key: string, body: unknown, lane: string): Promise<void> {
    const message = { id: randomUUID(), exchange: EVENT_EXCHANGE, key, body, lane };
    this.published.push(message);
    await this.publish(message);
  }
}

const CALLS: Readonly<Record<string, string>> = {
  'PUT modify': 'OP_CLUSTER_SET_PARAMS',
  'POST instances': 'OP_INSTANCE_CREATE',
  'DELETE instances/*': 'OP_INSTANCE_REMOVE',
  'PUT instances/*/startup': 'OP_INSTANCE_STARTUP',
  'PUT instances/*/shutdown': 'OP_INSTANCE_SHUTDOWN',
  'POST instances/*/reboot': 'OP_INSTANCE_REBOOT',
  'PUT instances/*/modify': 'OP_INSTANCE_SET_PARAMS',
  'PUT instances/*/tags': 'OP_TAGS_SET',
  'DELETE instances/*/tags': 'OP_TAGS_DEL',
  'POST networks': 'OP_NETWORK_ADD',
  'PUT networks/*/connect': 'OP_NETWORK_CONNECT',
  'PUT networks/*/disconnect': 'OP_NETWORK_DISCONNECT',
  'DELETE networks/*': 'OP_NETWORK_REMOVE',
};

function ok(body: unknown): { status: number; body: unknown } {
  return { status: 200, body };
}

function failure(code: number, message: string): { status: number; body: unknown } {
  return { status: code, body: { code, message, explain: message } };
}

function now(): [number, number] {
  const microseconds = Math.floor(Date.now() * 1000);
  return [Math.floor(microseconds / 1_000_000), microseconds % 1_000_000];
}

function hidden(secret: Record<string, unknown>): Record<string, null> {
  return Object.fromEntries(Object.keys(secret).map((key) => [key, null]));
}

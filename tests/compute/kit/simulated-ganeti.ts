import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { JobStatus } from '#contract/ganeti';
import { EVENT_EXCHANGE, eventKey } from '#contract/ganeti-events';
import { parseJson, writeJson } from '#contract/json';

/** What the simulated cluster can be told to do wrong, for the next calls or jobs that match. */
export interface Faults {
  /** Writing calls are answered so instead of being done. */
  refuse?: { status: number; message: string };
  /** The call is done and its answer lost. */
  loseAnswers?: boolean;
  /** Every call gets no answer at all. */
  dead?: boolean;
  /** Every answer is this text, with status 200. */
  answer?: string;
  /** Jobs of an opcode end in error, by opcode: `[class, [message, code]]`. */
  fail?: Record<string, [string, [string, string]]>;
  /** Jobs stay where they are until this is false again. */
  hold?: boolean;
  /** Jobs happen and nobody is told. */
  silent?: boolean;
}

export interface SimulatedInstance {
  name: string;
  body: Record<string, unknown>;
  running: boolean;
  /** What was asked of it last. */
  wanted?: boolean;
}

interface SimulatedJob {
  id: number;
  opcode: string;
  instance: string;
  body: Record<string, unknown>;
  status: JobStatus;
  result: unknown;
  received: [number, number];
  started: [number, number] | null;
  ended: [number, number] | null;
}

export interface Message {
  id: string;
  exchange: string;
  key: string;
  body: unknown;
  lane: string;
}

export interface SimulatedGaneti {
  /** For `backend-add`: `unix:/…`. */
  readonly address: string;
  clustername: string;
  readonly instances: Map<string, SimulatedInstance>;
  readonly jobs: SimulatedJob[];
  /** Everything that was published, in order. */
  readonly published: Message[];
  faults: Faults;
  /** Total of what the nodes have. */
  room: { mtotal: number; mfree: number; dtotal: number; dfree: number; ctotal: number };
  /** Where published messages go; set it before the first job. */
  publish(message: Message): Promise<void>;
  /** Sends a message about an instance as the node's helpers do. */
  progress(instance: string, body: Record<string, unknown>): Promise<void>;
  /** The guest powers itself off, or somebody starts it behind compute's back. */
  setRunning(instance: string, running: boolean): void;
  /** Resolves when no job is on its way. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

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

class Cluster implements SimulatedGaneti {
  readonly address: string;
  clustername: string;
  readonly instances = new Map<string, SimulatedInstance>();
  readonly jobs: SimulatedJob[] = [];
  readonly published: Message[] = [];
  faults: Faults = {};
  room = { mtotal: 65_536, mfree: 60_000, dtotal: 1_000_000, dfree: 900_000, ctotal: 16 };
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
    if (request.method === 'GET') return this.#read(resource, name, sub);
    if (request.headers['content-type'] !== 'application/json') return failure(415, 'Unsupported Media Type');
    if (this.faults.refuse !== undefined)
      return failure(this.faults.refuse.status, this.faults.refuse.message);
    const body = (text === '' ? {} : parseJson(text)) as Record<string, unknown>;
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
    if (resource === 'info') return ok(this.#info());
    if (resource === 'nodes') return ok([this.#node()]);
    if (resource === 'jobs') {
      if (name === undefined) return ok(this.jobs.map((job) => document(job, false)));
      const job = this.jobs.find(({ id }) => id === Number(name));
      return ok(job === undefined ? unknownJob(Number(name)) : document(job, true));
    }
    if (resource !== 'instances') return failure(404, 'Not Found');
    if (name === undefined)
      return ok([...this.instances.values()].map((instance) => this.#instance(instance)));
    const instance = this.instances.get(name);
    if (instance === undefined) return failure(404, 'Not Found');
    if (sub === undefined) return ok(this.#instance(instance));
    if (!instance.running) return failure(503, 'Instance console unavailable');
    return ok({
      instance: name,
      kind: 'vnc',
      host: null,
      port: null,
      socket_path: `/run/screens/${name}.vnc`,
    });
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
    return ok(this.#submit(opcode, name ?? String(body['instance_name'] ?? ''), body));
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
    const error = fault ?? this.#carryOut(job, body);
    job.result = error ?? null;
    if (fault !== undefined && job.opcode === 'OP_INSTANCE_CREATE') {
      this.instances.set(job.instance, { name: job.instance, body, running: false });
    }
    await this.#move(job, error === undefined ? 'success' : 'error');
  }

  #carryOut(job: SimulatedJob, body: Record<string, unknown>): [string, [string, string]] | undefined {
    const found = this.instances.get(job.instance);
    if (job.opcode === 'OP_CLUSTER_SET_PARAMS') return undefined;
    if (job.opcode === 'OP_INSTANCE_CREATE') {
      if (found !== undefined)
        return ['OpPrereqError', ['Instance is already in the cluster', 'already_exists']];
      this.instances.set(job.instance, { name: job.instance, body, running: true, wanted: true });
      return undefined;
    }
    if (found === undefined)
      return ['OpPrereqError', [`Instance '${job.instance}' not known`, 'unknown_entity']];
    if (job.opcode === 'OP_INSTANCE_REMOVE') this.instances.delete(job.instance);
    else found.running = found.wanted = job.opcode !== 'OP_INSTANCE_SHUTDOWN';
    return undefined;
  }

  async #move(job: SimulatedJob, status: JobStatus): Promise<void> {
    job.status = status;
    job.started ??= now();
    if (status === 'success' || status === 'error') job.ended = now();
    await this.#tell(job);
  }

  async #tell(job: SimulatedJob): Promise<void> {
    if (this.faults.silent === true || job.opcode === 'OP_CLUSTER_SET_PARAMS') return;
    const after =
      ['OP_INSTANCE_CREATE', 'OP_INSTANCE_STARTUP'].includes(job.opcode) && job.status === 'success';
    const instance = this.instances.get(job.instance);
    await this.#send(
      eventKey('op', job.instance),
      {
        type: 'ganeti-op-status',
        instance: job.instance,
        operation: job.opcode,
        status: job.status,
        jobId: job.id,
        cluster: this.clustername,
        event_time: job.ended ?? job.started ?? job.received,
        logmsg: null,
        result: job.result,
        job_fields: {},
        ...(after && instance !== undefined ? { instance_nics: nicsOf(instance) } : {}),
      },
      job.instance,
    );
  }

  async #send(key: string, body: unknown, lane: string): Promise<void> {
    const message = { id: randomUUID(), exchange: EVENT_EXCHANGE, key, body, lane };
    this.published.push(message);
    await this.publish(message);
  }

  #info() {
    return {
      name: this.clustername,
      uuid: '00000000-0000-4000-8000-000000000001',
      master: 'node1',
      software_version: '3.0.2',
      default_hypervisor: 'kvm',
      enabled_hypervisors: ['kvm'],
      enabled_disk_templates: ['file', 'diskless'],
      ipolicy: { 'disk-templates': ['file', 'diskless', 'plain'] },
      mac_prefix: 'aa:00:00',
      tags: [],
    };
  }

  #node() {
    const flags = { offline: false, drained: false, vm_capable: true, master_candidate: true, role: 'M' };
    const counts = { mnode: 100, cnodes: 1, csockets: 1, sinst_cnt: 0, pinst_list: [], sinst_list: [] };
    return { name: 'node1', uuid: 'n1', ...flags, ...counts, ...this.room, pinst_cnt: this.instances.size };
  }

  #instance({ name, body, running, wanted = false }: SimulatedInstance) {
    const nics = nicsOf({ name, body, running });
    return {
      name,
      uuid: `uuid-${name}`,
      admin_state: wanted ? 'up' : 'down',
      oper_state: running,
      status: running ? 'running' : wanted ? 'ERROR_down' : 'ADMIN_down',
      oper_ram: null,
      oper_vcpus: null,
      os: 'snf-image+default',
      pnode: 'node1',
      snodes: [],
      disk_template: 'file',
      network_port: null,
      'nic.ips': nics.map(({ ip }) => ip),
      'nic.macs': nics.map(({ mac }) => mac),
      'nic.modes': nics.map(() => 'routed'),
      'nic.uuids': nics.map(({ name: nic }) => `uuid-${nic}`),
      'nic.names': nics.map(({ name: nic }) => nic),
      'nic.links': nics.map(() => 'user'),
      'nic.networks': nics.map(() => null),
      'nic.networks.names': nics.map(() => null),
      'nic.bridges': nics.map(() => null),
      'disk.sizes': [1024],
      'disk.uuids': [`disk-${name}`],
      'disk.names': [null],
      disk_usage: 1024,
      beparams: {},
      hvparams: {},
      custom_beparams: {},
      custom_hvparams: {},
      custom_nicparams: nics.map(({ forward }) => ({ forward })),
      tags: [],
      ctime: 0,
      mtime: 0,
      serial_no: 1,
    };
  }
}

const CALLS: Readonly<Record<string, string>> = {
  'PUT modify': 'OP_CLUSTER_SET_PARAMS',
  'POST instances': 'OP_INSTANCE_CREATE',
  'DELETE instances/*': 'OP_INSTANCE_REMOVE',
  'PUT instances/*/startup': 'OP_INSTANCE_STARTUP',
  'PUT instances/*/shutdown': 'OP_INSTANCE_SHUTDOWN',
  'POST instances/*/reboot': 'OP_INSTANCE_REBOOT',
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

function nicsOf({ name, body }: SimulatedInstance) {
  const nics = (body['nics'] ?? []) as { name: string }[];
  const number = Number(name.replace(/\D/g, ''));
  return nics.map((nic, index) => ({
    name: nic.name,
    network: null,
    ip: '10.0.2.15',
    mac: `aa:00:00:00:${(number % 256).toString(16).padStart(2, '0')}:0${index}`,
    mode: 'routed',
    link: 'user',
    forward: { '22': { host: '127.0.0.1', port: String(40_000 + (number % 20_000)) } },
  }));
}

function document(job: SimulatedJob, full: boolean) {
  return {
    id: job.id,
    ops: [{ OP_ID: job.opcode, instance_name: job.instance, ...job.body, reason: job.body['reason'] ?? [] }],
    status: job.status,
    summary: [`${job.opcode.replace(/^OP_/, '')}(${job.instance})`],
    opstatus: [job.status],
    received_ts: job.received,
    start_ts: job.started,
    end_ts: job.ended,
    ...(full ? { oplog: [[]], opresult: [job.result] } : {}),
  };
}

function unknownJob(id: number) {
  const fields = [
    'ops',
    'status',
    'summary',
    'opstatus',
    'received_ts',
    'start_ts',
    'end_ts',
    'oplog',
    'opresult',
  ];
  return { id, ...Object.fromEntries(fields.map((field) => [field, null])) };
}

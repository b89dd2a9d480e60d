import { z } from 'zod';
import {
  ClusterDocument,
  InstanceDocument,
  JobDocument,
  NameAndUri,
  NetworkDocument,
  NodeDocument,
  RapiError,
} from '#contract/ganeti';
import { InstanceConsole, intentReason, REASON_SOURCE } from '#contract/instance-config';
import { InstanceStatistics } from '#contract/statistics';
import { readBody, type Transport } from '#contract/transport';
import type { Clock } from '#platform/clock';
import { parseJson, writeJson } from '#contract/json';
import type { Secret } from '#platform/secret';
import { type Cluster, ClusterFailure } from './cluster.ts';
import { requestOf } from './requests.ts';

/** A list of all jobs of a large cluster is some megabytes; more is an attack or a mistake (D4). */
const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;
/** Also covers reading the answer to its end. */
const DEADLINE_MS = 60_000;

export interface RapiAccount {
  username: string;
  password: Secret;
}

/** Ganeti's remote API over any transport. Everything read is checked; every failure is a ClusterFailure. */
export function rapiClient(transport: Transport, account: RapiAccount, clock: Clock): Cluster {
  const call = (method: string, path: string, body?: unknown) => send(transport, account, method, path, body);
  const read = async <T extends z.ZodType>(schema: T, path: string): Promise<z.output<T>> =>
    parsed(schema, successful(await call('GET', path)));
  return {
    info: () => read(ClusterDocument, '/2/info'),
    nodes: () => read(z.array(NodeDocument), '/2/nodes?bulk=1'),
    instances: () => read(z.array(InstanceDocument), '/2/instances?bulk=1'),
    instance: async (name) => {
      const answer = await call('GET', `/2/instances/${encodeURIComponent(name)}`);
      return answer.status === 404 ? undefined : parsed(InstanceDocument, successful(answer));
    },
    network: async (name) => {
      const answer = await call('GET', `/2/networks/${encodeURIComponent(name)}`);
      return answer.status === 404 ? undefined : parsed(NetworkDocument, successful(answer));
    },
    groups: async () => (await read(z.array(NameAndUri), '/2/groups')).map(({ name }) => name),
    console: async (name) => {
      const answer = await call('GET', `/2/instances/${encodeURIComponent(name)}/console`);
      return answer.status === 503 || answer.status === 404
        ? undefined
        : parsed(InstanceConsole, successful(answer));
    },
    statistics: async (name, period) => {
      const answer = await call(
        'GET',
        `/2/instances/${encodeURIComponent(name)}/statistics?period=${period}`,
      );
      // Ganeti itself has no such address.
      return answer.status === 404 || answer.status === 501
        ? undefined
        : parsed(InstanceStatistics, successful(answer));
    },
    job: async (id) => {
      const answer = await call('GET', `/2/jobs/${id}`);
      if (answer.status === 404) return undefined;
      const job = parsed(JobDocument, successful(answer));
      return job.status === null ? undefined : job;
    },
    jobs: () => read(z.array(JobDocument), '/2/jobs?bulk=1'),
    submit: async (wanted) => {
      const { method, path, body } = requestOf(wanted);
      const answer = await call(method, path, { ...body, reason: reasonOf(wanted.intent, clock) });
      return BigInt(parsed(z.union([z.number().int(), z.bigint()]), successful(answer)));
    },
    checkWriting: async () => {
      // Changes nothing, and is only let through for an account with the right to write.
      successful(await call('PUT', '/2/modify', {}));
    },
  };
}

function reasonOf(intent: string, clock: Clock): [string, string, bigint][] {
  return [[REASON_SOURCE, intentReason(intent), BigInt(clock.now().getTime()) * 1_000_000n]];
}

interface Reply {
  status: number;
  text: string;
}

async function send(
  transport: Transport,
  account: RapiAccount,
  method: string,
  path: string,
  body: unknown,
): Promise<Reply> {
  const credentials = Buffer.from(`${account.username}:${account.password.reveal()}`).toString('base64');
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    const reply = await transport({
      method,
      path,
      headers: {
        authorization: `Basic ${credentials}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: writeJson(body) }),
      signal,
    });
    return { status: reply.status, text: (await readBody(reply.body, ANSWER_LIMIT_BYTES)).toString('utf8') };
  } catch (error) {
    throw new ClusterFailure(wasSent(error) ? 'unknown' : 'unsent', 'The back end does not answer.', {
      cause: error,
    });
  }
}

const UNSENT_CODES = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPINNED',
]);

function wasSent(error: unknown): boolean {
  return !UNSENT_CODES.has(String((error as { code?: unknown }).code));
}

function successful({ status, text }: Reply): string {
  if (status === 200) return text;
  const message = `The back end answers ${status}: ${explanation(text)}`;
  throw new ClusterFailure(status >= 500 ? 'unknown' : 'refused', message, { status });
}

/** The message of a RAPI error, whose apostrophes arrive as entities; of anything else nothing is repeated. */
function explanation(text: string): string {
  try {
    const found = RapiError.safeParse(parseJson(text));
    if (found.success) return unescapeEntities(found.data.message).slice(0, 500);
  } catch {
    // an answer of something in between, such as a proxy's page
  }
  return 'no explanation';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&#x27;': "'",
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

function unescapeEntities(text: string): string {
  return text.replaceAll(/&(?:#x27|quot|lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

function parsed<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new ClusterFailure('unknown', 'The back end answers something that is not JSON.', { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ClusterFailure('unknown', 'The back end answers in a form that is not known.', {
    cause: result.error,
  });
}

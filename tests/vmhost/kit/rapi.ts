import assert from 'node:assert/strict';
import { InstanceDocument, JobDocument, isFinalJobStatus } from '#contract/ganeti';
import { readBody, type Transport } from '#contract/transport';
import { parseJson, writeJson } from '#contract/json';
import { RAPI_ACCOUNT } from './context.ts';

export interface RapiReply {
  status: number;
  headers: Record<string, string>;
  json: unknown;
}

/** A client of the remote API as a controller has one. */
export interface Rapi {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<RapiReply>;
  /** Submits a job and waits for its end by the long poll. */
  run(method: string, path: string, body?: unknown): Promise<JobDocument>;
  wait(id: number, limitMs?: number): Promise<JobDocument>;
  instance(name: string): Promise<InstanceDocument | undefined>;
}

const basic = Buffer.from(`${RAPI_ACCOUNT.user}:${RAPI_ACCOUNT.password}`).toString('base64');

export function rapiClient(transport: Transport): Rapi {
  const call: Rapi['call'] = async (method, path, body, headers = {}) => {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : writeJson(body);
    const reply = await transport({
      method,
      path,
      headers: {
        authorization: `Basic ${basic}`,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    return {
      status: reply.status,
      headers: reply.headers,
      json: parseJson((await readBody(reply.body)).toString('utf8')),
    };
  };
  const wait: Rapi['wait'] = async (id, limitMs = 60_000) => {
    const deadline = performance.now() + limitMs;
    let previous: unknown = null;
    for (;;) {
      const { json } = await call('GET', `/2/jobs/${id}/wait`, {
        fields: ['status'],
        previous_job_info: previous,
        previous_log_serial: 1e9,
      });
      const [status] = (json as { job_info: [JobDocument['status']] }).job_info;
      if (status !== null && isFinalJobStatus(status))
        return JobDocument.parse((await call('GET', `/2/jobs/${id}`)).json);
      if (performance.now() > deadline) throw new Error(`job ${id} is still ${status}`);
      previous = [status];
    }
  };
  return {
    call,
    wait,
    async run(method, path, body) {
      const { status, json } = await call(method, path, body);
      assert.equal(status, 200, JSON.stringify(json));
      return wait(json as number);
    },
    async instance(name) {
      const { status, json } = await call('GET', `/2/instances/${name}`);
      return status === 404 ? undefined : InstanceDocument.parse(json);
    },
  };
}

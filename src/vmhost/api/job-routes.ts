import { z } from 'zod';
import { IdAndUri, isFinalJobStatus, JobDocument, JobWaitReply } from '#contract/ganeti';
import type { Route } from '#platform/http/route';
import { writeJson } from '#contract/json';
import { jobDocument, unknownJobDocument } from '../domain/documents.ts';
import { fail } from '../errors.ts';
import type { JobRecord } from '../store/records.ts';
import { WaitBody } from './bodies.ts';
import { account, optionalBody, type RapiService, route } from './route.ts';

const WAIT_MS = 10_000;
const params = z.object({ id: z.coerce.number().int().positive() });

const list = route({
  method: 'GET',
  path: '/2/jobs',
  access: account,
  summary: 'List jobs',
  query: z.object({ bulk: z.string().optional() }),
  reply: { 200: z.array(z.union([JobDocument, IdAndUri])) },
  handle: ({ service: { vmhost }, query }) => {
    const jobs = [...vmhost.jobs.values()].sort((a, b) => a.id - b.id);
    if (query.bulk === '1') return { body: jobs.map((job) => jobDocument(job, true)) };
    return { body: jobs.map(({ id }) => ({ id, uri: `/2/jobs/${id}` })) };
  },
});

const get = route({
  method: 'GET',
  path: '/2/jobs/:id',
  access: account,
  summary: 'Show a job',
  params,
  reply: { 200: JobDocument },
  handle: ({ service: { vmhost }, params: { id } }) => {
    const job = vmhost.jobs.get(id);
    return { body: job === undefined ? unknownJobDocument(id) : jobDocument(job) };
  },
});

const cancel = route({
  method: 'DELETE',
  path: '/2/jobs/:id',
  access: account,
  summary: 'Cancel a job that has not begun',
  params,
  reply: { 200: z.tuple([z.boolean(), z.string()]) },
  handle: async ({ service, params: { id } }) => ({ body: await service.queue.cancel(id) }),
});

/** The asked fields of a job in their order; unknown ones are null. */
function jobInfo(job: JobRecord, fields: string[]): unknown[] {
  const document: Record<string, unknown> = jobDocument(job);
  return fields.map((field) => document[field] ?? null);
}

const wait = route({
  method: 'GET',
  path: '/2/jobs/:id/wait',
  access: account,
  summary: 'Wait at most ten seconds for a job to change',
  params,
  stream: true,
  reply: { 200: JobWaitReply },
  async handle({ service: { vmhost, queue }, params: { id }, request, signal }) {
    const body = await optionalBody(request, WaitBody);
    const job = vmhost.jobs.get(id) ?? fail('job_unknown');
    const previous = body.previous_job_info == null ? undefined : writeJson(body.previous_job_info);
    const until = AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]);
    for (;;) {
      const info = jobInfo(job, body.fields);
      const entries = job.log.filter(([serial]) => serial > (body.previous_log_serial ?? 0));
      const news = writeJson(info) !== previous || entries.length > 0;
      if (news || until.aborted || isFinalJobStatus(job.status))
        return { body: { job_info: info, log_entries: entries } };
      await queue.changed(id, until);
    }
  },
});

export const jobRoutes: Route<RapiService>[] = [list, get, cancel, wait];

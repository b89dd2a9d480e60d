import { z } from 'zod';
import { defineJob, type JobHandler } from '#platform/jobs';
import type { Compute, JobName } from '../domain/compute.ts';
import { resolveSerial, runCorrection } from '../domain/quota/quota.ts';
import { submitIntent } from '../domain/servers/submit.ts';

/** What follows from changes of rows: calls of back ends, and the quota holder's part of a charge. */
export function computeJobs(compute: Compute): Record<JobName, JobHandler> {
  return {
    'compute.submit': defineJob(z.object({ intent: z.uuid() }), ({ intent }) =>
      submitIntent(compute, intent),
    ),
    'compute.quota.resolve': defineJob(z.object({ serial: z.string().regex(/^\d+$/) }), ({ serial }) =>
      resolveSerial(compute, BigInt(serial)),
    ),
    'compute.quota.correct': defineJob(z.object({ correction: z.uuid() }), ({ correction }) =>
      runCorrection(compute, correction),
    ),
  };
}

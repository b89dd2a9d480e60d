import { z } from 'zod';
import { defineJob } from '#platform/jobs/define-job';
import type { Compute } from '../domain/compute.ts';
import { resolveSerial, runCorrection } from '../domain/quota/quota.ts';
import { submitIntent } from '../domain/servers/submit.ts';

/** Sends an intended change to its back end. */
export const submitJob = defineJob({
  name: 'compute.submit',
  payload: z.object({ intent: z.uuid() }),
  run: (compute: Compute, { intent }) => submitIntent(compute, intent),
});

/** Accepts or rejects a commission at the quota holder, as its serial's row says. */
export const resolveJob = defineJob({
  name: 'compute.quota.resolve',
  payload: z.object({ serial: z.string().regex(/^\d+$/) }),
  run: (compute: Compute, { serial }) => resolveSerial(compute, BigInt(serial)),
});

/** Charges what happened in a back end, limits or not. */
export const correctJob = defineJob({
  name: 'compute.quota.correct',
  payload: z.object({ correction: z.uuid() }),
  run: (compute: Compute, { correction }) => runCorrection(compute, correction),
});

/** What follows from changes of rows. */
export const computeJobs = [submitJob, resolveJob, correctJob] as const;

import { z } from 'zod';
import { defineJob } from '#platform/jobs/define-job';
import { settleOnRecord } from '#platform/quota/settle';
import type { Compute } from '../domain/compute.ts';
import { removeFromBackends } from '../domain/ports/remove-network.ts';
import { submitIntent } from '../domain/servers/submit.ts';

/** Sends an intended change to its back end. */
export const submitJob = defineJob({
  name: 'compute.submit',
  payload: z.object({ intent: z.uuid() }),
  run: (compute: Compute, { intent }) => submitIntent(compute, intent),
});

/** Has the back ends give up a network that is to be deleted. */
export const removeNetworkJob = defineJob({
  name: 'compute.network.remove',
  payload: z.object({ network: z.number().int() }),
  run: (compute: Compute, { network }) => removeFromBackends(compute, network),
});

/** Settles what was decided about charges. Its name is older than its payload, so that jobs of earlier releases are done, too. */
export const settleJob = defineJob({
  name: 'compute.quota.resolve',
  payload: z.object({}),
  run: async ({ ledger }: Compute) => void (await settleOnRecord(ledger)),
});

/** The same, for what earlier releases have added. */
const correctJob = defineJob({
  name: 'compute.quota.correct',
  payload: z.object({}),
  run: async ({ ledger }: Compute) => void (await settleOnRecord(ledger)),
});

/** What follows from changes of rows. */
export const computeJobs = [submitJob, removeNetworkJob, settleJob, correctJob] as const;

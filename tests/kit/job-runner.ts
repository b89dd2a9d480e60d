import { z } from 'zod';

import { noKillPoint } from '#platform/faults';
import { defineJob } from '#platform/jobs/define-job';
import { startJobs } from '#platform/jobs/run-jobs';
import { silentLog } from '#platform/telemetry/log';

// A process that takes the job `hang` and never finishes it, so that a test can kill it there.
process.once('message', async (url) => {
  const hang = defineJob({
    name: 'hang',
    payload: z.object({}),
    run: async (_service: object) => {
      process.send?.('taken');
      await new Promise(() => undefined);
    },
  });
  await startJobs({ url: String(url), service: {}, jobs: [hang], log: silentLog, killPoint: noKillPoint });
});

import { z } from 'zod';

import { noKillPoint } from '#platform/faults';
import { defineJob, startJobs } from '#platform/jobs';
import { silentLog } from '#platform/log';

// A process that takes the job `hang` and never finishes it, so that a test can kill it there.
process.once('message', async (url) => {
  const hang = defineJob(z.object({}), async () => {
    process.send?.('taken');
    await new Promise(() => undefined);
  });
  await startJobs({ url: String(url), handlers: { hang }, log: silentLog, killPoint: noKillPoint });
});

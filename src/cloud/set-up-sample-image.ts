import { join } from 'node:path';
import { buildSampleImage } from '#sample-image/build';
import type { AdminAccount } from './admin-file.ts';
import type { SetUpOptions, Step } from './set-up-step.ts';
import type { RunningCloud } from './start-cloud.ts';
import { uploadSampleImage } from '#sample-image/upload';

const NAME = 'Debian sample';

/** Builds and registers the sample image. A cloud without it works; the reason is told and the next start tries again. */
export async function setUpSampleImage(
  cloud: RunningCloud,
  account: AdminAccount,
  step: Step,
  { signal }: SetUpOptions,
): Promise<string | undefined> {
  const context = cloud.cloud.contextFor('compute');
  try {
    await step('sample image', 'building the sample image from Debian packages', async () => {
      const image = await buildSampleImage(join(cloud.data.path, 'sample-image'), { signal });
      const services = { object: context.transportTo('object'), compute: context.transportTo('compute') };
      await uploadSampleImage(
        { uuid: account.uuid, token: account.token, ...services, signal },
        { name: NAME, ...image },
      );
    });
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    context.log.warn({ err: error }, 'no sample image');
    return (error as Error).message.split('\n', 1)[0];
  }
}

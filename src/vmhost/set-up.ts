import type { FirstAccount, SetUp, SetUpContext } from '#platform/service/set-up';
import { buildSampleImage } from '#sample-image/build';
import { uploadSampleImage } from '#sample-image/upload';
import { sampleImageFolder } from './open-vmhost.ts';

const NAME = 'Debian sample';

/** Builds and registers the sample image. A cloud without it works; the reason is told and the next start tries again. */
async function furnish(
  { context, step, signal }: SetUpContext,
  { uuid, token }: FirstAccount,
): Promise<string | undefined> {
  try {
    await step('sample image', 'building the sample image from Debian packages', async () => {
      const image = await buildSampleImage(sampleImageFolder(context.dataDirectory), { signal });
      const services = { object: context.transportTo('object'), compute: context.transportTo('compute') };
      await uploadSampleImage({ uuid, token, ...services, signal }, { name: NAME, ...image });
    });
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    context.log.warn({ err: error }, 'no sample image');
    return `no sample image: ${(error as Error).message.split('\n', 1)[0]}`;
  }
}

export const vmhostSetUp: SetUp = { furnish };

import { chmod, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { buildSampleImage, knownSampleImage, type SampleImage } from '#sample-image/build';
import { ToolError } from '#platform/run-tool';

const SHARED = join(tmpdir(), 'snf-test-sample-image');
const NOTE = 'sample.json';

/** The sample image, built once for all tests of this machine; several processes may ask at the same time. */
export async function sampleImage(): Promise<SampleImage> {
  const known = await knownSampleImage(SHARED);
  if (known !== undefined) return known;
  // Two that build at once make the same bytes, so the later one may replace what the earlier one put there.
  const folder = await mkdtemp(`${SHARED}-`);
  try {
    const built = await buildSampleImage(folder);
    await mkdir(SHARED, { recursive: true });
    for (const name of [basename(built.path), NOTE]) await rename(join(folder, name), join(SHARED, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return sampleImage();
}

/**
 * Puts the image where a cloud's first start finds it built, for tests of something else than the building. Where it
 * cannot be built there is none, as the cloud itself will say.
 */
export async function placeSampleImage(dataDirectory: string): Promise<void> {
  const image = await sampleImage().catch((error: unknown) => {
    if (!(error instanceof ToolError)) throw error;
  });
  if (image === undefined) return;
  const folder = join(dataDirectory, 'sample-image');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of [basename(image.path), NOTE]) {
    await copyFile(join(SHARED, name), join(folder, name));
    await chmod(join(folder, name), 0o600);
  }
}

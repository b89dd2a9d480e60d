import { setTimeout as sleep } from 'node:timers/promises';
import { setUpCompute } from './set-up-compute.ts';
import { setUpIdentity } from './set-up-identity.ts';
import { openSetUpRecord } from './set-up-record.ts';
import { once, type SetUpOptions } from './set-up-step.ts';
import { type AdminAccount, readAdminFile } from './admin-file.ts';
import { setUpSampleImage } from './set-up-sample-image.ts';
import type { RunningCloud } from './start-cloud.ts';
import type { HypervisorState } from '#vmhost/qemu/acceleration';

/** What the summary tells of the set-up. */
export interface SetUp {
  account: AdminAccount | undefined;
  /** The account was made by this very start. */
  firstTime: boolean;
  /** Undefined when machines are run by another process. */
  hypervisor: HypervisorState | undefined;
  /** Why there is no sample image, in one sentence. */
  imageProblem: string | undefined;
  /** Settles when what goes on in the background is done or was stopped. */
  later: Promise<void>;
}

/** Between two tries to make the sample image with the roles of other processes. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Makes a new cloud usable: registers components, services and resources, makes the first administrator, flavors, a
 * network, the back end and the sample image. Each step is recorded and done once; an interrupted set-up goes on later.
 */
export async function completeSetUp(cloud: RunningCloud, options: SetUpOptions): Promise<SetUp> {
  const record = openSetUpRecord(cloud.data.path);
  const clock = cloud.cloud.contextFor('gateway').clock;
  const step = once(record, () => clock.now(), options);
  const firstTime = readAdminFile(cloud.data.path) === undefined;
  if (cloud.running.has('identity')) await setUpIdentity(cloud, step);
  if (cloud.running.has('compute')) await setUpCompute(cloud, step);
  // From here on clients find all they need; the sample image may take its time.
  cloud.cloud.readiness.setUpDone();
  const account = readAdminFile(cloud.data.path);
  const makeImage = (uploader: AdminAccount): Promise<string | undefined> =>
    setUpSampleImage(cloud, uploader, step, options);
  // The image is built where machines run; it is waited for only where all that it takes is in this process.
  const isWhole = (['object', 'compute', 'vmhost'] as const).every((role) => cloud.running.has(role));
  const imageProblem = isWhole && account !== undefined ? await makeImage(account) : undefined;
  const later =
    !isWhole && cloud.running.has('vmhost') ? imageLater(cloud, makeImage, options.signal) : undefined;
  return {
    account,
    firstTime: firstTime && account !== undefined,
    hypervisor: cloud.hypervisor,
    imageProblem,
    later: later ?? Promise.resolve(),
  };
}

/** Roles of other processes may come up after us: the image is made once an account and the services are there. */
async function imageLater(
  cloud: RunningCloud,
  makeImage: (uploader: AdminAccount) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for (let problem: string | undefined = 'not tried'; problem !== undefined;) {
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
      const account = readAdminFile(cloud.data.path);
      if (account !== undefined) problem = await makeImage(account);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

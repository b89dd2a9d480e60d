import { ensureBackend } from '#compute/domain/backends/backends';
import { createFlavors } from '#compute/domain/flavors';
import { ensureUserNetwork } from '#compute/domain/networks';
import { computeRole } from '#compute/service';
import { RAPI_USER } from '#contract/ganeti';
import type { Step } from './set-up-step.ts';
import { lazyService } from './lazy-service.ts';
import type { RunningCloud } from './start-cloud.ts';
import type { VmhostSettings } from '#vmhost/settings';

/** Processors, MiB of memory, GiB of disk: from the smallest that the sample image is happy with. */
const FLAVORS: readonly [cpu: number, ram: number, disk: number][] = [
  [1, 256, 1],
  [1, 512, 5],
  [1, 1024, 10],
  [2, 2048, 20],
  [4, 4096, 40],
];

/** Makes flavors, the network to the internet, and the embedded hypervisor manager a back end. */
export async function setUpCompute(cloud: RunningCloud, step: Step): Promise<void> {
  await using compute = lazyService(computeRole, cloud.cloud.contextFor('compute'));
  await step('flavors', 'making flavors', async () => {
    const service = await compute.get();
    for (const [cpu, ram, disk] of FLAVORS) {
      await createFlavors(service, { cpus: [cpu], rams: [ram], disks: [disk], templates: ['file'] });
    }
  });
  await step('network', 'making the network to the internet', async () => {
    await ensureUserNetwork(await compute.get(), 'Internet');
  });
  if (!cloud.running.has('vmhost') && cloud.cloud.settings.ROLE_ADDRESSES['vmhost'] === undefined) return;
  const vmhost = cloud.cloud.contextFor('vmhost').settings as VmhostSettings;
  await step('back end', 'registering the hypervisor manager', async () => {
    await ensureBackend(await compute.get(), {
      clustername: vmhost.VMHOST_CLUSTER_NAME,
      address: 'role:vmhost',
      username: RAPI_USER,
      password: cloud.cloud.secrets.at('rapi.password'),
      drained: false,
    });
  });
}

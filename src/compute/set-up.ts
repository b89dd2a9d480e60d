import { RAPI_USER } from '#contract/ganeti';
import { lazyService } from '#platform/service/lazy-service';
import type { SetUp, SetUpContext } from '#platform/service/set-up';
import { ensureBackend } from './domain/backends/backends.ts';
import { createFlavors } from './domain/flavors.ts';
import { ensureMacPrefixes } from './domain/networks/cloud-pools.ts';
import { ensureUserNetwork } from './domain/networks/networks.ts';
import { computeRole } from './service.ts';

/** Processors, MiB of memory, GiB of disk: from the smallest that the sample image is happy with. */
const FLAVORS: readonly [cpu: number, ram: number, disk: number][] = [
  [1, 256, 1],
  [1, 512, 5],
  [1, 1024, 10],
  [2, 2048, 20],
  [4, 4096, 40],
];

/** Makes flavors, the network to the internet, and the hypervisor manager of this cloud a back end. */
async function prepare({ context, manager, step }: SetUpContext): Promise<void> {
  await using compute = lazyService(computeRole, context);
  await step('flavors', 'making flavors', async () => {
    const service = await compute.get();
    for (const [cpu, ram, disk] of FLAVORS) {
      await createFlavors(service, { cpus: [cpu], rams: [ram], disks: [disk], templates: ['file'] });
    }
  });
  await step('network', 'making the network to the internet', async () => {
    await ensureUserNetwork(await compute.get(), 'Internet');
  });
  await step('MAC prefixes', 'making the pool of MAC prefixes', async () => {
    await ensureMacPrefixes(await compute.get());
  });
  if (manager === undefined) return;
  await step('back end', 'registering the hypervisor manager', async () => {
    await ensureBackend(await compute.get(), {
      clustername: manager.clusterName,
      address: `role:${manager.role}`,
      username: RAPI_USER,
      password: context.secrets.at(manager.password),
      drained: false,
    });
  });
}

export const computeSetUp: SetUp = { prepare };

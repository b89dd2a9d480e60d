import { z } from 'zod';
import { sharedSettings } from '#platform/service/shared-settings';
import { setting, type SettingsOf } from '#platform/settings';
import { accelerationWishes } from './qemu/verdict.ts';

/** Settings of the embedded hypervisor manager. */
export const vmhostSettings = {
  VMHOST_CLUSTER_NAME: setting(
    z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/),
    'vmhost',
    'Name under which the embedded hypervisor manager is a back end of the cloud.',
  ),
  VMHOST_QEMU: setting(
    z.string().regex(/^(?:\/[^\0]{1,200}\/)?qemu-system-x86_64$/),
    'qemu-system-x86_64',
    'Program that runs machines; a path if it is not the one of the system.',
  ),
  RESCUE_IMAGE_PATH: sharedSettings.RESCUE_IMAGE_PATH,
  VMHOST_ACCELERATION: setting(
    z.enum(accelerationWishes),
    'auto',
    'How machines run. auto: by hardware virtualisation where it has passed its trials, else emulated, which is also how a machine goes on that it fails. kvm: by hardware virtualisation without trials, never emulated. tcg: always emulated.',
  ),
  VMHOST_SILENCE_SECONDS: setting(
    z.number().int().min(2).max(86_400),
    30,
    'Seconds without an answer from a running machine’s QEMU after which the machine is shown in ERROR.',
  ),
  VMHOST_CLOSED_NETWORKS: setting(
    z
      .array(z.cidrv4().refine((cidr) => !cidr.endsWith('/0'), 'leave no network out of reach with /0'))
      .max(100),
    [],
    'IPv4 networks, such as 10.20.0.0/16, that machines cannot reach beside the host itself: where the nodes, databases and switches of the operator are.',
  ),
  VMHOST_MEMORY_MB: setting(
    z.number().int().positive().optional(),
    undefined,
    'Memory that machines may have together, in MiB; without it all of the host but 512 MiB.',
  ),
  VMHOST_MAX_RUNNING_JOBS: setting(
    z.number().int().min(1).max(100),
    8,
    'Jobs of the embedded hypervisor manager that run at the same time.',
  ),
  VMHOST_SECRETS_GRACE: setting(
    z.number().int().nonnegative(),
    60,
    'Seconds after the first log-in prompt of a machine at which password and keys leave its config drive.',
  ),
  VMHOST_SECRETS_LIFETIME: setting(
    z.number().int().positive(),
    3600,
    'Seconds after which password and keys leave the config drive of a machine that never showed a prompt.',
  ),
  VMHOST_STOP_SECONDS: setting(
    z.number().int().positive(),
    6,
    'Seconds that machines have to switch themselves off when the cloud is stopped; then they are ended.',
  ),
};

export type VmhostSettings = SettingsOf<typeof vmhostSettings>;

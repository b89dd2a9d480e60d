import { eventKey, type InstanceHealth, type InstanceTrouble } from '#contract/ganeti-events';
import type { Machine } from '../qemu/machine.ts';
import { saysKvmFailed } from '../qemu/kvm-failure.ts';
import { sentenceOf } from '../qemu/trouble.ts';
import type { InstanceRecord } from '../store/records.ts';
import { jobTime, type Vmhost } from './vmhost.ts';

/** News that could not be handed over yet; more than this of one machine are not worth keeping. */
const MAX_NEWS = 20;
/** A disk that fails its machine does so often. */
const DISK_FAULT_EVERY_MS = 3_600_000;

/** What is told of a machine beside its present trouble. */
export interface News {
  level: InstanceHealth['level'];
  /** A sentence for the owner. */
  message?: string;
  details?: string | undefined;
}

/**
 * Records what is wrong with a machine, null when nothing is, and tells it to whoever controls this back end: again after a
 * restart, until it is handed over.
 */
export async function tellHealth(
  vmhost: Vmhost,
  instance: InstanceRecord,
  trouble: InstanceTrouble | null,
  { level, message, details }: News,
): Promise<void> {
  const { log, clock, cluster, ids } = vmhost;
  log[level === 'INFO' ? 'info' : 'error'](
    { instance: instance.name, trouble, details },
    message ?? 'well again',
  );
  instance.trouble = trouble;
  instance.serial += 1;
  const body: InstanceHealth = {
    type: 'instance-health',
    instance: instance.name,
    event_time: jobTime(clock),
    cluster: cluster.name,
    serial: instance.serial,
    trouble,
    level,
    ...(message === undefined ? {} : { message }),
    ...(details === undefined || details === '' ? {} : { details }),
  };
  const event = { id: ids.uuid(), key: eventKey('progress', instance.name), body };
  instance.news = [...(instance.news ?? []), event].slice(-MAX_NEWS);
  // Of one that was deleted meanwhile nobody needs to hear.
  if (await vmhost.instances.update(instance)) vmhost.sendNews(instance, event);
}

/** Listens to a machine that runs, and does what its troubles ask for. */
export function watchHealth(vmhost: Vmhost, instance: InstanceRecord, machine: Machine): void {
  const guarded = (work: Promise<void>): void =>
    void work.catch((error: unknown) =>
      vmhost.log.error({ err: error, instance: instance.name }, 'a machine’s trouble could not be told'),
    );
  let diskFaultTold = -Infinity;
  machine.health.listen({
    trouble: (trouble, words) => {
      if (trouble === (instance.trouble ?? null)) return;
      if (trouble === null) guarded(tellHealth(vmhost, instance, null, wellAgain));
      else if (trouble === 'internal-error') guarded(giveUp(vmhost, instance, machine, words));
      else guarded(tellHealth(vmhost, instance, trouble, { level: 'ERROR', message: sentenceOf(trouble) }));
    },
    diskFault: (operation) => {
      const now = vmhost.clock.monotonic();
      if (now < diskFaultTold + DISK_FAULT_EVERY_MS) return;
      diskFaultTold = now;
      const message = `The host could not ${operation} a disk of the machine, which was told so and goes on.`;
      guarded(tellHealth(vmhost, instance, instance.trouble ?? null, { level: 'WARNING', message }));
    },
  });
}

const wellAgain: News = { level: 'INFO', message: 'The machine runs again.' };

/** The processor could not go on: nothing that the machine does helps any more, but emulation may. */
async function giveUp(
  vmhost: Vmhost,
  instance: InstanceRecord,
  machine: Machine,
  words: string,
): Promise<void> {
  const details = words === '' ? undefined : words;
  const message = sentenceOf('internal-error');
  if (machine.acceleration !== 'kvm' || !(await distrustKvm(vmhost, instance)))
    return tellHealth(vmhost, instance, 'internal-error', { level: 'ERROR', message, details });
  await tellHealth(vmhost, instance, 'internal-error', {
    level: 'WARNING',
    message: `${message} It is started again, emulated.`,
    details,
  });
  await machine.endBroken('KVM failed');
}

/**
 * KVM failed this machine: from now on it is emulated, until host or QEMU change, where the operator lets that be. True when
 * it is so from now on. Other machines are not affected unless KVM fails its trials, too: what one does must not slow all.
 */
export async function distrustKvm(vmhost: Vmhost, instance: InstanceRecord): Promise<boolean> {
  if (vmhost.settings.VMHOST_ACCELERATION !== 'auto') return false;
  const { verdict } = await vmhost.hypervisor.state();
  if (verdict === null || instance.emulatedUnder === verdict) return false;
  instance.emulatedUnder = verdict;
  await vmhost.instances.update(instance);
  vmhost.hypervisor.doubt();
  return true;
}

/** A machine's QEMU ended and nobody wanted it to; the supervisor starts it again. */
export async function tellDeath(
  vmhost: Vmhost,
  instance: InstanceRecord,
  machine: Machine,
  why: string,
): Promise<void> {
  // Then the machine was ended for that, and its owner knows.
  if (instance.trouble === 'internal-error') return;
  const ofKvm = machine.acceleration === 'kvm' && saysKvmFailed(why) && (await distrustKvm(vmhost, instance));
  const again = ofKvm ? 'It is started again, emulated.' : 'It is started again.';
  const details = why === '' ? undefined : why;
  const message = `${sentenceOf('died')} ${again}`;
  await tellHealth(vmhost, instance, 'died', { level: 'ERROR', message, details });
}

/** A machine that was in trouble runs, and is well: that is over. */
export async function tellStarted(vmhost: Vmhost, instance: InstanceRecord): Promise<void> {
  if ((instance.trouble ?? null) !== null) await tellHealth(vmhost, instance, null, wellAgain);
}

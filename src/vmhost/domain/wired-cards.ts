import type { Card } from '../qemu/cards.ts';
import { isPlugged, plugCard, unplugCard } from '../qemu/hot-plug.ts';
import type { Machine } from '../qemu/machine.ts';
import { QmpError } from '../qemu/qmp.ts';
import type { InstanceRecord, NicRecord } from '../store/records.ts';
import { isOnNetwork, tapOf } from './network-plans.ts';
import { instanceTarget, type Vmhost } from './vmhost.ts';

/** A card that the machine's system does not let go of is not asked for it all the time. */
const RETRY_MS = 60_000;

/** A card with a tap on its network. */
function wiredCard(nic: NicRecord & { slot: number }): Card {
  const id = nic.uuid.slice(0, 8);
  return { id, mac: nic.mac, netdev: { type: 'tap', fd: `tap-${id}` }, slot: nic.slot };
}

/** Puts the cards of a machine that waits into it, and lets it begin. Cards that fail are tried again by the next comparison. */
export async function beginWired(vmhost: Vmhost, instance: InstanceRecord, machine: Machine): Promise<void> {
  if (!machine.waits) return;
  try {
    const nics = instance.nics.filter(isOnNetwork);
    if (nics.length > 0) await vmhost.fabric.settle();
    for (const nic of nics) await plugWired(vmhost, instance, machine, nic);
  } catch (error) {
    vmhost.log.warn({ err: error, instance: instance.name }, 'a machine begins without all of its networks');
  }
  await machine.begin();
}

/** Makes a tap for a card, and puts the card into the machine. Rejects with QmpError. */
export function plugWired(
  vmhost: Vmhost,
  instance: InstanceRecord,
  machine: Machine,
  nic: NicRecord & { slot: number },
): Promise<void> {
  return machine.alone(() => plugNow(vmhost, instance, machine, nic));
}

async function plugNow(
  vmhost: Vmhost,
  instance: InstanceRecord,
  machine: Machine,
  nic: NicRecord & { slot: number },
): Promise<void> {
  if (!instance.nics.includes(nic) || vmhost.machines.get(instance.uuid) !== machine) return;
  const card = wiredCard(nic);
  const file = String(card.netdev['fd']);
  const ask = (command: string, argument?: Record<string, unknown>) => machine.ask(command, argument);
  try {
    await plugCard(ask, card, () =>
      machine.receive(file, (socket) => vmhost.fabric.lendTap(tapOf(nic), socket)),
    );
  } catch (error) {
    await ask('closefd', { fdname: file }).catch(() => undefined);
    if (error instanceof QmpError || !(error instanceof Error)) throw error;
    throw new QmpError(error.message, { cause: error });
  }
}

/**
 * Puts the cards of running machines on their networks again where these were lost, as when the namespace was made anew. Only
 * what no job works on is touched.
 */
export class CardKeeper {
  readonly #vmhost: Vmhost;
  readonly #stuck = new WeakMap<Machine, Map<string, number>>();

  constructor(vmhost: Vmhost) {
    this.#vmhost = vmhost;
  }

  /** `stands`: whether a tap is on its network; undefined when nothing is known of networks. */
  async compare(stands: ((device: string) => boolean) | undefined): Promise<void> {
    await Promise.all(
      [...this.#vmhost.instances.values()].map(async (instance) => {
        const machine = this.#vmhost.machines.get(instance.uuid);
        if (machine === undefined) return;
        try {
          if (stands !== undefined) await this.#compareMachine(instance, machine, stands);
          if (!this.#isBusy(instance)) await machine.begin();
        } catch (error) {
          if (!(error instanceof QmpError)) throw error;
          this.#vmhost.log.warn({ err: error, instance: instance.name }, 'a card is not on its network');
        }
      }),
    );
  }

  #isBusy(instance: InstanceRecord): boolean {
    return this.#vmhost.queue.isBusy(instanceTarget(instance.name));
  }

  async #compareMachine(
    instance: InstanceRecord,
    machine: Machine,
    stands: (device: string) => boolean,
  ): Promise<void> {
    for (const nic of instance.nics.filter(isOnNetwork)) {
      if (stands(tapOf(nic))) continue;
      // What is plugged at this moment is looked at when that is done.
      await machine.alone(async () => {
        if (stands(tapOf(nic)) || this.#isBusy(instance) || this.#isStuck(machine, nic)) return;
        const ask = (command: string, argument?: Record<string, unknown>) => machine.ask(command, argument);
        if ((await isPlugged(ask, wiredCard(nic))) && !(await unplugCard(ask, wiredCard(nic)))) {
          const stuck = this.#stuck.get(machine) ?? new Map<string, number>();
          this.#stuck.set(machine, stuck.set(nic.uuid, this.#vmhost.clock.monotonic() + RETRY_MS));
          throw new QmpError('the system of the machine does not let go of the card');
        }
        await plugNow(this.#vmhost, instance, machine, nic);
      });
    }
  }

  #isStuck(machine: Machine, { uuid }: NicRecord): boolean {
    return this.#vmhost.clock.monotonic() < (this.#stuck.get(machine)?.get(uuid) ?? -Infinity);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Card, cardDevice, cardNetdev, deviceName, netdevName } from './cards.ts';
import { QmpError } from './qmp.ts';

/** A conversation with the monitor of a running machine. Rejects with QmpError. */
export type Ask = (command: string, argument?: Record<string, unknown>) => Promise<unknown>;

/** A machine's system lets go of a card in a moment, or it does not listen yet. */
const LETS_GO_MS = 5_000;
const LOOK_EVERY_MS = 100;

const Peripherals = z.array(z.object({ name: z.string() }));

/**
 * Puts a card into a running machine; one that is in it is left. `prepare` makes what the card's network argument needs. Rejects
 * with QmpError when it cannot be.
 */
export async function plugCard(ask: Ask, card: Card, prepare?: () => Promise<void>): Promise<void> {
  if (await isPlugged(ask, card)) return;
  // What an attempt before has left is no reason to fail, and no other card has its name.
  await ask('netdev_del', { id: netdevName(card) }).catch(ignoreRefusal);
  await prepare?.();
  await ask('netdev_add', cardNetdev(card));
  try {
    await ask('device_add', cardDevice(card));
  } catch (error) {
    await ask('netdev_del', { id: netdevName(card) }).catch(ignoreRefusal);
    throw error;
  }
}

/**
 * Takes a card out of a running machine. It is cut off at once; false when the machine's system does not let go of it, and
 * then the dead card is gone with the next start.
 */
export async function unplugCard(ask: Ask, card: Card): Promise<boolean> {
  if (!(await isPlugged(ask, card))) return true;
  await ask('set_link', { name: deviceName(card), up: false });
  await ask('device_del', { id: deviceName(card) });
  const deadline = performance.now() + LETS_GO_MS;
  while (await isPlugged(ask, card)) {
    if (performance.now() > deadline) return false;
    await sleep(LOOK_EVERY_MS);
  }
  await ask('netdev_del', { id: netdevName(card) }).catch(ignoreRefusal);
  return true;
}

/** Whether the machine has the card. */
export async function isPlugged(ask: Ask, card: Card): Promise<boolean> {
  const found = Peripherals.safeParse(await ask('qom-list', { path: '/machine/peripheral' }));
  if (!found.success) throw new QmpError('the monitor does not tell the devices of the machine');
  return found.data.some(({ name }) => name === deviceName(card));
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof QmpError)) throw error;
}

/** A network card of a machine. */
export interface Card {
  /** Names it towards QEMU, for as long as the machine has it. */
  id: string;
  mac: string;
  /** Whole network argument, without its id. */
  netdev: Record<string, unknown>;
  /** Slot that it can be put into and taken out of while the machine runs; absent for one that stays. */
  slot?: number;
}

/** As many as a machine has cards at most. */
export const SLOTS = 8;
/** All slots are functions of one device, so that the others of the machine keep their addresses. */
const SLOT_ADDRESS = '0x10';

/** A place of the machine for a card that comes while it runs. */
export function slotDevice(slot: number): Record<string, unknown> {
  return {
    driver: 'pcie-root-port',
    id: slotName(slot),
    chassis: slot + 1,
    addr: `${SLOT_ADDRESS}.${slot}`,
    multifunction: true,
  };
}

function slotName(slot: number): string {
  return `slot${slot}`;
}

export function netdevName({ id }: Card): string {
  return `net-${id}`;
}

export function deviceName({ id }: Card): string {
  return `nic-${id}`;
}

export function cardNetdev(card: Card): Record<string, unknown> {
  return { ...card.netdev, id: netdevName(card) };
}

export function cardDevice(card: Card): Record<string, unknown> {
  return {
    driver: 'virtio-net-pci',
    id: deviceName(card),
    netdev: netdevName(card),
    mac: card.mac,
    // Without the ROM nobody can boot the machine over the network.
    romfile: '',
    ...(card.slot === undefined ? {} : { bus: slotName(card.slot) }),
  };
}

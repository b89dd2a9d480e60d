import { type Card, cardDevice, cardNetdev, SLOTS, slotDevice } from './cards.ts';
import { socketNames } from './sockets.ts';

/** How a machine runs: by the processor's own virtualisation, or emulated. */
export type Acceleration = 'kvm' | 'tcg';

export interface MachineDisk {
  /** Name in the machine's own folder. */
  file: string;
  readOnly: boolean;
  /** Serial number that the machine sees, at most 20 characters. */
  serial: string;
}

export interface MachineSpec {
  uuid: string;
  /** Part of the socket names: those of an earlier start can never be met again (V10). */
  incarnation: string;
  acceleration: Acceleration;
  memoryMiB: number;
  vcpus: number;
  disks: MachineDisk[];
  /** File of the disc that it starts from before its disks, in its own folder; null without one. */
  medium: string | null;
  nics: Card[];
  /** Starts only when it is told to: after cards that are not among its arguments. */
  waits: boolean;
}

export const SERIAL_LOG = 'serial.log';

/** Cache of translated code: more costs memory and gained nothing (recipe qemu-tcg-guest). */
const TRANSLATION_CACHE_MIB = 32;

/**
 * Arguments of QEMU. Only ids, numbers and names of ours are in them, everything structured as JSON (V1, C1): formats
 * are always named, nothing is probed; no default device; the sandbox refuses whatever a machine does not need (V2).
 */
export function qemuArguments(spec: MachineSpec): string[] {
  const { monitor, screen, serial } = socketNames(spec.incarnation);
  return [
    ['-nodefaults'],
    ['-no-user-config'],
    ['-uuid', spec.uuid],
    // The kernel never merges its memory with that of others, who could tell from the time of a write (V15).
    ['-machine', 'q35,usb=off,sata=off,smbus=off,vmport=off,dump-guest-core=off,mem-merge=off'],
    ...(spec.acceleration === 'kvm'
      ? [
          ['-accel', 'kvm'],
          ['-cpu', 'host'],
        ]
      : [
          ['-accel', `tcg,tb-size=${TRANSLATION_CACHE_MIB}`],
          ['-cpu', 'max'],
        ]),
    ['-m', String(spec.memoryMiB)],
    ['-smp', String(spec.vcpus)],
    ['-rtc', 'base=utc'],
    ['-boot', 'strict=on'],
    // A machine that switches itself off stays as a stopped process until the manager has seen it.
    ['-no-shutdown'],
    ...(spec.waits ? [['-S']] : []),
    // A panic is told and otherwise left to the machine's system, which may restart by itself.
    ['-action', 'panic=none'],
    device({ driver: 'pvpanic' }),
    ['-display', 'none'],
    ['-qmp', `unix:${monitor},server=on,wait=off`],
    ['-vnc', `unix:${screen}`],
    ['-chardev', `socket,id=serial,path=${serial},server=on,wait=off,logfile=${SERIAL_LOG},logappend=on`],
    ['-serial', 'chardev:serial'],
    device({ driver: 'virtio-vga' }),
    device({ driver: 'virtio-tablet-pci' }),
    ['-object', JSON.stringify({ 'qom-type': 'rng-builtin', id: 'entropy' })],
    device({ driver: 'virtio-rng-pci', rng: 'entropy' }),
    ...(spec.medium === null ? [] : mediumArguments(spec.medium)),
    ...spec.disks.flatMap(diskArguments),
    ...Array.from({ length: SLOTS }, (_, slot) => device(slotDevice(slot))),
    ...spec.nics.flatMap(nicArguments),
    ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
  ].flat();
}

function diskArguments(disk: MachineDisk, index: number): string[][] {
  const node = {
    driver: 'raw',
    'node-name': `disk${index}`,
    'read-only': disk.readOnly,
    ...(disk.readOnly ? {} : { discard: 'unmap', 'detect-zeroes': 'unmap' }),
    file: { driver: 'file', filename: disk.file, aio: 'threads', locking: 'on' },
  };
  return [
    ['-blockdev', JSON.stringify(node)],
    device({
      driver: 'virtio-blk-pci',
      drive: `disk${index}`,
      serial: disk.serial.slice(0, 20),
      bootindex: index + 1,
    }),
  ];
}

/** A disc drive, on virtio like all else that a machine has (V2). */
function mediumArguments(file: string): string[][] {
  const node = {
    driver: 'raw',
    'node-name': 'medium',
    'read-only': true,
    file: { driver: 'file', filename: file, 'read-only': true, aio: 'threads', locking: 'on' },
  };
  return [
    ['-blockdev', JSON.stringify(node)],
    device({ driver: 'virtio-scsi-pci', id: 'discs' }),
    device({ driver: 'scsi-cd', bus: 'discs.0', drive: 'medium', bootindex: 0 }),
  ];
}

function nicArguments(card: Card): string[][] {
  return [['-netdev', JSON.stringify(cardNetdev(card))], device(cardDevice(card))];
}

function device(properties: Record<string, unknown>): string[] {
  return ['-device', JSON.stringify(properties)];
}

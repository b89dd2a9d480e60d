import { plural } from './language.ts';

/** Actions on machines, in their menu and their dialogs. */
export const say = {
  actionsOf: ({ machine }: { machine: string }) => `Actions of ${machine}`,
  openScreen: 'Open the screen',
  start: 'Start',
  shutDownAsk: 'Shut down…',
  rebootAsk: 'Reboot…',
  destroyAsk: 'Destroy…',
  destroyOf: ({ machine }: { machine: string }) => `Destroy ${machine}?`,
  destroyMachine: 'Destroy machine',
  rebootOf: ({ machine }: { machine: string }) => `Reboot ${machine}?`,
  rebootMachine: 'Reboot machine',
  rebootMeans:
    'Everybody who works on it is interrupted until it has started again. Its disk keeps everything.',
  shutDownOf: ({ machine }: { machine: string }) => `Shut down ${machine}?`,
  shutDownMachine: 'Shut down machine',
  shutDownMeans:
    'Everybody who works on it is interrupted. Its disk keeps everything and keeps counting; CPUs and memory become free.',
  keepRunning: 'Keep it running',
  allGone: 'Its disk and everything on it are gone for good.',
  diskGone: ({ disk }: { disk: number }) =>
    `Its disk (${disk} GiB) and everything on it are gone for good. ${disk} GiB disk of your quota become free.`,
  runningGone: ({ cpus, memory, disk }: { cpus: number; memory: string; disk: number }) =>
    `Its disk (${disk} GiB) and everything on it are gone for good. ${plural(cpus, { one: '# CPU', other: '# CPUs' })}, ${memory} memory and ${disk} GiB disk of your quota become free.`,
  destroyManyAsk: ({ count }: { count: number }) =>
    plural(count, { one: 'Destroy # machine?', other: 'Destroy # machines?' }),
  destroyMany: ({ count }: { count: number }) =>
    plural(count, { one: 'Destroy # machine', other: 'Destroy # machines' }),
  keepThem: 'Keep them',
  /** What is typed to confirm it. */
  typedDestroy: ({ count }: { count: number }) => `destroy ${count}`,
  manyGone: ({ machines }: { machines: string[] }) =>
    `Their disks and everything on them are gone for good: ${machines.join(', ')}.`,
};

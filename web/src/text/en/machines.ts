import { number, plural } from './language.ts';

export const say = {
  title: 'Machines',
  counted: ({ count }: { count: number }) => plural(count, { one: '# machine', other: '# machines' }),
  summary: ({ count, running }: { count: number; running: number }) =>
    `${plural(count, { one: '# machine', other: '# machines' })}, ${number(running)} running`,
  filter: 'Filter by name, tag or address',
  state: 'State',
  any: 'Any',
  view: 'View',
  cards: 'Cards',
  table: 'Table',
  live: 'Live',
  reconnecting: 'Reconnecting',
  notLoaded: 'The list of machines could not be loaded',
  keepRunning: 'Your machines keep running.',
  none: 'No machines yet',
  noneInProject: 'No machines in this project',
  noneDetail: 'Pick a system and a size; it is ready in about two minutes.',
  name: 'Name',
  address: 'Address',
  noAddress: 'none',
  cpus: 'CPUs',
  memory: 'Memory',
  disk: 'Disk',
  tags: 'Tags',
  age: 'Age',
  number: 'Number',
  actionsOfSelected: 'Actions of the selected machines',
  /** `of`: how many of the selected ones can be; absent when all can. */
  start: ({ some, all }: { some: number; all: number }) => `Start${part(some, all)}`,
  shutDown: ({ some, all }: { some: number; all: number }) => `Shut down${part(some, all)}`,
  destroy: ({ some, all }: { some: number; all: number }) => `Destroy${part(some, all)}…`,
  shutDownMany: ({ count }: { count: number }) =>
    plural(count, { one: 'Shut down # machine', other: 'Shut down # machines' }),
  shutDownManyTitle: ({ count }: { count: number }) =>
    plural(count, { one: 'Shut down # machine?', other: 'Shut down # machines?' }),
  why: 'See why',
  step: ({ step }: { step: string }) => `${step}…`,
  building: ({ machine }: { machine: string }) => `Building ${machine}`,
  stoppedFor: ({ age }: { age: string }) => `Stopped ${age} ago. CPUs and memory are free.`,
  stoppedForDisk: ({ age, disk }: { age: string; disk: number }) =>
    `Stopped ${age} ago. CPUs and memory are free; ${disk} GiB of disk still count.`,
  noWayIn: 'No way in by network. Use its screen.',
  logInCommand: 'the command that logs in',
  noAddressYet: 'No address yet',
  withoutAddress: 'No address',
  screen: 'Screen',
  screenOf: ({ machine }: { machine: string }) => `Screen of ${machine}`,
  shutDownOne: 'Shut down',
  shutDownOf: ({ machine }: { machine: string }) => `Shut down ${machine}`,
  startOne: 'Start',
  startOf: ({ machine }: { machine: string }) => `Start ${machine}`,
  keepThemRunning: 'Keep them running',
  interrupted: ({ names }: { names: string }) =>
    `Everybody who works on ${names} is interrupted. Their disks keep everything.`,
};

function part(some: number, all: number): string {
  return some === all ? '' : ` ${number(some)} of ${number(all)}`;
}

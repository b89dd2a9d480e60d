import { plural } from './language.ts';

export const say = {
  find: 'Go to, find or do',
  machines: 'Machines',
  files: 'Files',
  images: 'Images',
  projects: 'Projects',
  findHint: 'A machine, a file, an image, a key, or where to go',
  found: 'Found',
  nothingCalled: ({ text }: { text: string }) => `Nothing is called “${text}”.`,
  groupDo: 'Do',
  groupGo: 'Go to',
  newMachine: 'New machine',
  shortcuts: 'Keyboard shortcuts',
  screenOf: ({ machine }: { machine: string }) => `Screen of ${machine}`,
  start: ({ machine }: { machine: string }) => `Start ${machine}`,
  shutDown: ({ machine }: { machine: string }) => `Shut down ${machine}`,
  reboot: ({ machine }: { machine: string }) => `Reboot ${machine}`,
  destroy: ({ machine }: { machine: string }) => `Destroy ${machine}`,
  sshKeys: 'SSH keys',
  looking: 'Looking…',
  foundCount: ({ count }: { count: number }) => plural(count, { other: '# found' }),
};

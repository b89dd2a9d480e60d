import { number, plural } from './language.ts';

export const say = {
  overview: 'Overview',
  goodNight: ({ name }: { name: string }) => greeted('Good night', name),
  goodMorning: ({ name }: { name: string }) => greeted('Good morning', name),
  goodAfternoon: ({ name }: { name: string }) => greeted('Good afternoon', name),
  goodEvening: ({ name }: { name: string }) => greeted('Good evening', name),
  welcome: ({ name }: { name: string }) => greeted('Welcome', name),
  nothingNeedsYou: ({ day }: { day: string }) => `${day}. Nothing needs you.`,
  needYou: ({ day, count }: { day: string; count: number }) => {
    const words = ['', 'One thing needs', 'Two things need', 'Three things need', 'Four things need'];
    return `${day}. ${words[count] ?? plural(count, { one: '# thing needs', other: '# things need' })} you.`;
  },
  upload: 'Upload',
  machinesNotLoaded: 'The machines could not be loaded',
  theyKeepRunning: 'They keep running.',
  files: 'Files',
  filesNotLoaded: 'The files could not be loaded',
  filesAreSafe: 'They are stored safely.',
  filesOf: ({ count, size }: { count: number; size: string }) =>
    `${plural(count, { one: '# file', other: '# files' })}, ${size}`,
  noFiles: 'No files yet.',
  machines: 'Machines',
  running: ({ count }: { count: number }) => plural(count, { other: '# running' }),
  all: ({ count }: { count: number }) => `All ${number(count)}`,
  noMachines: 'No machines yet.',
  createMachine: 'Create machine',
  building: ({ machine }: { machine: string }) => `Building ${machine}`,
  needsYou: 'Needs you',
  quota: 'Quota',
  quotaOfYours: 'Quota of your own project',
  quotaOf: ({ project }: { project: string }) => `Quota of ${project}`,
  quotaUnknown: 'Not known now: the quota service did not answer. The rest works.',
  yours: 'Yours',
  otherMembers: 'Other members',
  ninetyPercent: '90% or more',
  accountReady: 'Your account is ready. Here is what you can do with it.',
  firstSteps: 'First steps',
  addSshKey: 'Add an SSH key',
  addSshKeyWhy: 'So that you can log in to a machine without a password.',
  addKey: 'Add key',
  firstMachine: 'Create your first machine',
  firstMachineHow: 'Pick a system and a size; the rest is filled in.',
  putFile: 'Put a file in the cloud',
  putFileHow: 'Drag a folder into Files. What the cloud already has is not sent again.',
  openFiles: 'Open Files',
  terminal: 'Work from a terminal',
  terminalHow: 'kamaki, rclone and swift, with the settings filled in.',
  setUp: 'Set up',
  done: 'Done',
  goodToKnow: 'Good to know',
  stoppedGivesBack: 'A stopped machine gives back CPUs and memory, but its disk still counts.',
  mayUse: 'What you may use',
  nothingUsed: 'Nothing is used yet.',
};

function greeted(greeting: string, name: string): string {
  return name === '' ? greeting : `${greeting}, ${name}`;
}

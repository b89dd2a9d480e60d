import type { ReactNode } from 'react';
import { sentence } from '../words.ts';
import { number, plural } from './language.ts';

export const say = {
  machines: 'Machines',
  new: 'New',
  title: 'New machine',
  notLoaded: 'Images and sizes could not be loaded',

  image: 'Image',
  none: 'none',
  noImages: 'No images yet',
  registerImage: 'Register an image',
  noImagesHow: 'An image is the disk that a machine starts from. Upload one to Files and register it.',
  whoseImages: 'Whose images',
  searchImages: 'Search the images',
  search: 'Search',
  ownRisk: 'Anyone could have made this image. You run it at your own risk.',

  size: 'Size',
  small: 'Small',
  medium: 'Medium',
  large: 'Large',
  extraLarge: 'Extra large',
  diskType: 'Disk type',
  cpuAndMemory: ({ cpus, memory }: { cpus: number; memory: string }) => `${cpus} CPU · ${memory}`,
  gibDisk: ({ disk }: { disk: number }) => `${disk} GiB disk`,
  cpus: 'CPUs',
  memory: 'Memory',
  disk: 'Disk',
  tooMany: ({ over }: { over: string[] }) => `${over.join(', ')} too many`,
  countOfCpus: ({ count }: { count: number }) => plural(count, { one: '# CPU', other: '# CPUs' }),
  countOfMachines: ({ count }: { count: number }) => plural(count, { one: '# machine', other: '# machines' }),
  ofMemory: ({ size }: { size: string }) => `${size} memory`,
  imageNeeds: ({ gib }: { gib: number }) => `The image needs ${gib} GiB`,

  network: 'Network',
  networks: 'Networks',
  networkOf: ({ id }: { id: string }) => `Network ${id}`,
  networkNumber: ({ id }: { id: string }) => `No. ${id}`,
  onlyScreen: 'Without a network only its screen leads to the machine.',
  internet: 'Internet, through this host',
  internetMeans:
    'Always connected: the machine reaches the Internet, and you reach its SSH by the command that its page shows.',
  noNetwork: 'No network',
  countOfNetworks: ({ count }: { count: number }) => plural(count, { one: '# network', other: '# networks' }),

  publicAddress: 'Public address (optional)',
  noAddress: 'none',
  takeAddress: 'Take a new one',
  noAddressTaken: 'No address was taken',
  oneHasAddress: 'An address belongs to one machine: choose none, or make one machine.',

  howMany: 'How many',
  numbered: 'Several are numbered, and are alike in everything else.',
  access: 'Name and access',
  accessSummary: ({ name, access }: { name: string; access: string }) => `“${name}”, ${access}`,
  countOfKeys: ({ count }: { count: number }) => plural(count, { one: '# SSH key', other: '# SSH keys' }),
  password: 'password',
  noPassword: 'no password',
  sshKeys: 'SSH keys',
  addKey: 'Add a key',
  passwordMade:
    'A password is made as well. It waits on the machine’s page until you have kept it, for a day at most.',
  keyIsTheWay: 'This image sets no password: a key is the way in.',
  ownWayIn: 'This image sets no password and takes no keys: log in the way it was made for.',

  extras: 'Tags, password, user data, files',
  tags: 'Tags (optional)',
  tagsHow: 'Words by which machines are found and grouped, with commas between them.',
  badTag: 'A tag has 128 characters at most and no slash.',
  ownPassword: 'own password',
  userData: 'user data',
  countOfFiles: ({ count }: { count: number }) => plural(count, { one: '# file', other: '# files' }),
  passwordOptional: 'Password (optional)',
  passwordRule:
    'Left empty, the cloud makes one. At least 10 characters with a large and a small letter and a digit.',
  passwordTyped: 'The password is the one that you chose below.',
  userDataOptional: 'User data (optional)',
  userDataHow: ({ most }: { most: string }) =>
    `What cloud-init does at the first start: a script, or a cloud-config document. At most ${most}.`,
  filesOptional: 'Files (optional)',
  filesHow: ({ most, size }: { most: number; size: string }) =>
    `They are put into the machine before its first start: at most ${most}, each at most ${size} of text.`,
  addFile: 'Add a file',
  fileNumber: ({ number: at }: { number: number }) => `File ${at}`,
  removeFile: ({ number: at }: { number: number }) => `Remove file ${at}`,
  path: 'Path',
  pathExample: '/etc/motd',
  content: 'Content',
  fromComputer: 'Read from this computer',
  owner: 'Owner',
  group: 'Group',
  mode: 'Mode',
  weakPassword: 'At least 10 characters, 128 at most, with a large letter, a small letter and a digit.',
  tooManyBytes: ({ most, bytes }: { most: number; bytes: number }) =>
    `It may have ${number(most)} bytes; this has ${number(bytes)}.`,
  badAccount: 'The name of an account, for example root.',
  badMode: 'Three or four digits from 0 to 7, for example 0440.',
  badPath: 'A whole path, for example /etc/motd: it begins with / and has no . or .. in it.',
  pathTwice: 'Another file has this path.',

  takes: 'What it takes from your quota',
  takesUnknown: 'Not known now. The cloud checks it when you create the machine.',
  takesLast: 'This takes the last of it.',
  whenStopped: ({ count, cpus, memory }: { count: number; cpus: number; memory: string }) =>
    [
      count === 1 ? 'When it is stopped,' : 'When they are stopped,',
      plural(cpus, { one: '# CPU', other: '# CPUs' }),
      `and ${memory} memory are free again. The disk keeps counting.`,
    ].join(' '),
  fits: 'Fits your quota',
  doesNotFit: 'Does not fit your quota',
  create: 'Create',
  createMachines: ({ count }: { count: number }) =>
    plural(count, { one: 'Create machine', other: 'Create # machines' }),
  someMade: ({ made, all }: { made: number; all: number }) => `${made} of ${all} machines were ordered`,
  failedGoesFirst: 'The machine that failed is destroyed first. Nothing was on it.',

  noImage: 'There is no image to make a machine from.',
  noSize: 'There is no size to choose from.',
  chooseLargerDisk: ({ why }: { why: string }) => `${why}; choose a larger disk.`,
  overQuota: ({ over }: { over: string }) => `It does not fit your quota: ${over}.`,
  giveName: 'Give the machine a name.',
  nameTooLong: ({ most, length }: { most: number; length: number }) =>
    `The name may have ${number(most)} characters; this has ${number(length)}.`,
  refusedQuota: ({ reason }: { reason: string }) => `It does not fit your quota. ${reason}`,
  noRoomNow: ({ reason }: { reason: string }) =>
    `No room for this size right now. Your choices are kept. ${reason}`,
  giveBack: ({ message, machines }: { message: string; machines: (words: string) => ReactNode }) =>
    sentence`${message} Choose a smaller size, or give something back in ${machines('your machines')}.`,
};

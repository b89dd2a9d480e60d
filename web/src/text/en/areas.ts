import { plural } from './language.ts';

export const say = {
  overview: 'Overview',
  images: 'Images',
  networks: 'Networks',
  access: 'Keys & API access',
  machines: 'Machines',
  files: 'Files',
  projects: 'Projects',
  cloudState: 'State of the cloud',
  applications: 'Applications',
  allProjects: 'All projects',
  mail: 'Mail',
  users: 'Users',
  accountsWait: ({ count }: { count: number }) =>
    plural(count, { one: '# account waits', other: '# accounts wait' }),
  accountsWaitMeans: 'They can log in once you have accepted them.',
  audit: 'Audit',
  allMachines: 'All machines',
  allNetworks: 'All networks',
  backends: 'Back ends',
  askToJoin: ({ count, project }: { count: number; project: string }) =>
    `${plural(count, { one: '# person asks', other: '# people ask' })} to join ${project}`,
  askToJoinMeans: 'They wait for your answer.',
  applicationsWait: ({ count }: { count: number }) =>
    plural(count, { one: '# application waits', other: '# applications wait' }),
  applicationsWaitMeans: 'Somebody asked for a project, or for a change of one.',
  review: 'Review',
  account: 'Account',
  diskLow:
    'The cloud is nearly out of disk space. Large uploads may be refused until its operator makes room; nothing is lost.',
  diskFull:
    'The cloud has no disk space left. Uploads and new machines wait until its operator makes room; everything else works.',
  notBuilt: ({ machine }: { machine: string }) => `${machine} could not be built`,
  notMade: ({ network }: { network: string }) => `The network ${network} could not be made`,
  notMadeMeans: 'No machine can be connected to it. Delete it and make another one.',
  seeWhy: 'See why',
  nearlyFull: ({ resource, percent }: { resource: string; percent: number }) =>
    `${resource}: ${percent}% of the quota is used`,
  left: ({ left, total }: { left: string; total: string }) => `${left} left of ${total}.`,
  freeSpace: 'Free space',
  machinesRunOn: 'Machines keep running.',
  uploadsWait: 'Uploads wait, and go on by themselves.',
};

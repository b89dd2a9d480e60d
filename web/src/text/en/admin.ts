const SERVICES = new Map([
  ['identity', 'Accounts and quota'],
  ['object', 'Files'],
  ['compute', 'Machines'],
  ['console', 'Screens'],
  ['vmhost', 'Machines of this computer'],
]);

const TROUBLES = new Map([
  ['database', 'Without its database'],
  ['disk', 'Without disk space'],
  ['starting', 'Starting'],
  ['unreachable', 'Not reached'],
]);

export const say = {
  title: 'State of the cloud',
  services: 'Services',
  serviceCalled: ({ role }: { role: string }) => SERVICES.get(role) ?? role,
  works: 'Works',
  troubleOf: (trouble: string) => TROUBLES.get(trouble) ?? 'Does not work',
  servicesUnknown: 'The services could not be asked',
  accountsUnknown: 'The accounts could not be counted',
  figures: 'Accounts and room',
  active: 'Active accounts',
  waiting: 'Wait for approval',
  unverified: 'E-mail not confirmed',
  inactive: 'Deactivated or rejected',
  room: 'Free for new files and disks',
  noEnd: 'not known',
};

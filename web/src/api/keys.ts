import type { QueryClient } from '@tanstack/react-query';

declare const made: unique symbol;

/** The name of one answer, or of all whose names begin so. Only this file makes them: what is not here does not compile. */
export type Key = readonly unknown[] & { readonly [made]: true };

/** Parts that are left out at the end make it the name of all that differ in them. */
function key(...parts: unknown[]): Key {
  return parts.filter((part) => part !== undefined) as unknown as Key;
}

/** What a project holds: the list of one project, or without a project of all that one may see. */
const held = (area: string) => (project?: string) => key(area, project);

/** The names of all that is read from the services, from the widest to the narrowest part. */
export const keys = {
  cloud: key('cloud'),
  cloudState: key('cloud-state'),
  readiness: key('readiness'),
  catalog: key('catalog'),
  session: key('session'),
  terms: key('terms'),
  authorization: (request: string) => key('authorization', request),
  tokenEnd: key('token-end'),
  profile: key('profile'),
  sessions: key('sessions'),
  emails: (uuids: readonly string[]) => key('emails', uuids),
  /** Of projects all; by itself their names. */
  projects: key('projects'),
  projectList: (which: string) => key('projects', 'list', which),
  project: (id: string) => key('projects', 'one', id),
  projectMembers: (id: string) => key('projects', 'members', id),
  projectApplications: (id: string) => key('projects', 'applications', id),
  pendingApplications: key('projects', 'pending'),
  usageHistory: (project: string, query: object) => key('project', project, 'usage', JSON.stringify(query)),
  resourceTotals: key('projects', 'totals'),
  quotas: held('quotas'),
  users: key('users'),
  userList: (match: string, order: string, down: boolean, state?: string) =>
    key('users', 'list', match, order, down, state),
  user: (uuid: string) => key('users', 'one', uuid),
  servers: key('servers'),
  serverList: (match: string, order: string, down: boolean, status?: string) =>
    key('servers', 'list', match, order, down, status),
  administeredServer: (id: number) => key('servers', 'one', id),
  administeredActivity: (id: number) => key('servers', 'activity', id),
  backends: key('backends'),
  /** Of the networks of all. */
  cloudNetworks: (match: string, order: string, down: boolean, which?: string) =>
    key('cloud-networks', 'list', match, order, down, which),
  cloudNetwork: (id: number) => key('cloud-networks', 'one', id),
  cloudAddresses: (match: string, network?: number) => key('cloud-networks', 'addresses', match, network),
  holdings: (address: string, day?: string) => key('cloud-networks', 'holdings', address, day),
  pools: (kind?: string) => key('cloud-networks', 'pools', kind),
  audit: (object: string, who?: string, action?: string, source?: string) =>
    key('audit', object, who, action, source),
  mails: key('mails'),
  mailList: (match: string, state?: string) => key('mails', 'list', match, state),
  mail: (id: number) => key('mails', 'one', id),

  machines: held('machines'),
  machine: (id?: number) => key('machine', id),
  activity: (id?: number) => key('activity', id),
  diagnostics: (id?: number) => key('diagnostics', id),
  password: (id: number) => key('password', id),
  statistics: (id: number, period: string) => key('statistics', id, period),
  flavors: key('flavors'),
  flavor: (id: number) => key('flavors', id),
  /** Of networks all; by itself their list. */
  networks: key('networks'),
  networkList: key('networks', 'list'),
  subnets: key('networks', 'subnets'),
  ports: key('networks', 'ports'),
  floatingIps: key('networks', 'floating-ips'),
  sshKeys: key('ssh-keys'),
  fingerprint: (publicKey: string) => key('fingerprint', publicKey),
  images: held('images'),
  imageMembers: (id?: string) => key('image-members', id),

  containers: (account?: string) => key('containers', account),
  groups: (account?: string) => key('groups', account),
  sharers: (account?: string) => key('sharers', account),
  files: (account?: string, container?: string) => key('files', account, container),
  /** Rows directly in a folder, as they are asked for. */
  folder: (account: string, container: string, folder: string, question: object) =>
    key('files', account, container, 'folder', folder, question),
  folderPages: (account: string, container: string, folder: string) =>
    key('files', account, container, 'pages', folder),
  folderNames: (account: string, container: string, folder: string) =>
    key('files', account, container, 'names', folder),
  fileFacts: (account: string, container: string, name: string) =>
    key('files', account, container, 'facts', name),
  fileVersions: (account: string, container: string, name: string) =>
    key('files', account, container, 'versions', name),
  folderStart: (account: string, container: string, name: string) =>
    key('files', account, container, 'start', name),
  filePdf: (account: string, container: string, name: string, hash: string) =>
    key('files', account, container, 'pdf', name, hash),
  fileText: (account: string, container: string, name: string, hash: string) =>
    key('files', account, container, 'text', name, hash),
  foundFiles: (account?: string, match?: string, where?: object) => key('found-files', account, match, where),
} as const;

/** All that shows something of an account's files, to be read again when one changed: in this container, or in any. */
export function keysOfFiles(account?: string, container?: string): Key[] {
  return [keys.files(account, container), keys.foundFiles(account), keys.containers(account), keys.quotas()];
}

/** Reads again what has such a name and is looked at now, and all else of it when it is looked at next. */
export async function readAgain(client: QueryClient, ...changed: Key[]): Promise<void> {
  await Promise.all(changed.map((queryKey) => client.invalidateQueries({ queryKey })));
}

/** Forgets all that was read but these. */
export function forgetAllBut(client: QueryClient, ...kept: Key[]): void {
  client.removeQueries({ predicate: ({ queryKey }) => !kept.some(([area]) => area === queryKey[0]) });
}

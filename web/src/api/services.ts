import { type Caller, pathOf, type ReadReply, type Replies } from '#contract/client';
import { AccountClient } from '#contract/account-client';
import { ComputeClient } from '#contract/compute-client';
import { IdentityClient } from '#contract/identity-client';
import { ImageClient } from '#contract/image-client';
import { parseJson } from '#contract/json';
import { NetworkClient } from '#contract/network-client';
import { ProjectClient, ProjectPagesClient } from '#contract/project-client';
import { ObjectClient } from '#contract/object-client';
import { SessionClient } from '#contract/session-client';
import { API_BASE, call } from './http.ts';

/* The services as this page calls them: with the session's cookie, through the clients that programs use. */

/** Carries calls by `fetch`. */
const fetched: Caller<Blob> = async ({ method, headers, json, body, accept, signal, ...address }) => {
  const response = await call(pathOf(address), {
    method,
    ...(headers === undefined ? {} : { headers }),
    ...(json === undefined ? {} : { json }),
    ...(body === undefined ? {} : { body }),
    ...(accept === undefined ? {} : { accept }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { status } = response;
  return { status, headers: Object.fromEntries(response.headers), text: await response.text() };
};

/** The way to a service, by where it answers. */
export const below =
  (prefix: string, carry = fetched): Caller<Blob> =>
  (asked) =>
    carry({ ...asked, path: prefix + asked.path });

/**
 * What a document has at its top: `[]` stands for a list of objects, `[*]` for one of anything, the name of a field for an object,
 * and `name[]` for a list in one. What is not named is an object.
 */
const SHAPES: Readonly<Partial<Record<keyof Replies, string>>> = {
  server: 'server',
  servers: 'servers[]',
  briefServers: 'servers[]',
  diagnostics: '[]',
  activity: 'activity[]',
  addresses: 'addresses',
  console: 'console',
  statistics: 'statistics',
  graphs: 'stats',
  administeredServers: 'servers[]',
  administeredServer: 'server',
  administeredBackends: 'backends[]',
  administeredNetworks: 'networks[]',
  administeredNetwork: 'network',
  administeredAddresses: 'addresses[]',
  addressHoldings: 'holdings[]',
  administeredPools: 'pools[]',
  flavor: 'flavor',
  flavors: 'flavors[]',
  briefFlavors: 'flavors[]',
  computeImage: 'image',
  computeImages: 'images[]',
  briefComputeImages: 'images[]',
  keypair: 'keypair',
  keypairs: 'keypairs[]',
  newKeypair: 'keypair',
  briefImages: 'images[]',
  images: 'images[]',
  members: 'members[]',
  network: 'network',
  networks: 'networks[]',
  subnet: 'subnet',
  subnets: 'subnets[]',
  port: 'port',
  ports: 'ports[]',
  floatingIp: 'floatingip',
  floatingIps: 'floatingips[]',
  accounts: '[]',
  containers: '[]',
  objects: '[]',
  hashes: '[*]',
  versions: 'versions[*]',
  folder: 'rows[]',
  found: 'rows[]',
  history: 'versions[]',
  access: 'access',
  publicAccess: 'access',
  projects: '[]',
  memberships: '[]',
  consoleProjects: 'projects[]',
  consoleMembers: 'members[]',
  consoleApplications: 'applications[]',
  audit: 'entries[]',
  mails: 'mails[]',
  mail: 'mail',
  readiness: 'roles[*]',
};

/**
 * Checks the shape of an answer. The schemas themselves would be 27 kB of compressed script before the first page is usable; that
 * services answer by them is checked where those are tested.
 */
export const readShape: ReadReply = <Name extends keyof Replies>(name: Name, text: string) => {
  const document = parseJson(text);
  const [field = '', list] = (SHAPES[name] ?? '').split(/(\[\*?\])/);
  const value = field === '' ? document : (document as Record<string, unknown> | null)?.[field];
  const fits =
    list === undefined ? isObject(value) : Array.isArray(value) && (list === '[*]' || value.every(isObject));
  if (!fits) throw new TypeError(`The cloud answered with something else than ${name}.`);
  return document as Replies[Name];
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const identity = new IdentityClient(below('/astakos/identity/v2.0'), readShape);
export const account = new AccountClient(below('/astakos/account/v1.0'), readShape);
export const projects = new ProjectClient(below('/astakos/account/v1.0'), readShape);
/** What the pages of projects show beside that. */
export const projectPages = new ProjectPagesClient(below('/astakos/ui'), readShape);
export const compute = new ComputeClient(below('/cyclades/compute/v2.0'), readShape);
export const images = new ImageClient(below('/cyclades/image/v1.0'), readShape);
export const networks = new NetworkClient(below('/cyclades/network/v2.0'), readShape);

/** The console's own session. */
export function sessionsOver(carry?: Caller<Blob>): SessionClient {
  return new SessionClient(below('/astakos/ui', carry), readShape);
}

const STORE = '/pithos/object-store/v1';

/** Object storage, an account of it; `carry` is for calls that another than `fetch` makes. */
export function objectsOf(account: string, carry?: Caller<Blob>): ObjectClient<Blob> {
  return new ObjectClient(account, below(STORE, carry), readShape);
}

/** Where the browser itself fetches the bytes of an object from; the answer is always to be saved, never shown inside this page. */
export function downloadAddress(
  account: string,
  container: string,
  object: string,
  version?: string,
): string {
  const call = objectsOf(account).dataCall(container, object, { version, disposition: 'attachment' });
  return API_BASE + STORE + pathOf(call);
}

/** The same of a folder, or of some of what is directly in it, as a ZIP. */
export function archiveAddress(
  account: string,
  container: string,
  folder: string,
  names?: readonly string[],
): string {
  return API_BASE + STORE + pathOf(objectsOf(account).archiveCall(container, folder, names));
}

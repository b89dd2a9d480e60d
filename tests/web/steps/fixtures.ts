import type { Page } from 'playwright-core';
import { z } from 'zod';
import {
  ActivityReply,
  Diagnostic,
  FlavorsReply,
  type Server,
  ServerReply,
  ServersReply,
} from '#contract/compute';
import { QuotasReply, TokenEndReply } from '#contract/identity';
import { ImagesReply } from '#contract/image';
import { FolderReply } from '#contract/object-folder';
import type { CloudDocument } from '#gateway/cloud-document';
import {
  type FloatingIp,
  FloatingIpsReply,
  type Network,
  NetworksReply,
  type Port,
  PortsReply,
  type Subnet,
  SubnetsReply,
} from '#contract/network';
import {
  ConsoleApplicationsReply,
  ConsoleMembersReply,
  ConsoleProject,
  ConsoleProjectsReply,
  UsageHistoryReply,
} from '#contract/projects';

const JSON_TYPE = { 'content-type': 'application/json' };

export const SERVER = '/cyclades/compute/v2.0/servers';
export const NETWORKS = '/cyclades/network/v2.0/networks';
export const SUBNETS = '/cyclades/network/v2.0/subnets';
export const PORTS = '/cyclades/network/v2.0/ports';
export const FLOATING_IPS = '/cyclades/network/v2.0/floatingips';
export const SERVERS = `${SERVER}/detail`;
export const FLAVORS = '/cyclades/compute/v2.0/flavors/detail';
export const IMAGES = '/cyclades/image/v1.0/images/detail';
export const TOKEN = '/astakos/ui/token';
export const QUOTAS = '/astakos/account/v1.0/quotas';
export const PROJECTS = '/astakos/ui/projects';
export const APPLICATIONS = '/astakos/ui/applications';

/** What the real service would answer; a page that works with anything else works with nothing. */
const REPLIES: readonly [path: RegExp, reply: z.ZodType][] = [
  [new RegExp(`^${SERVERS}$`), ServersReply],
  [new RegExp(`^${SERVER}(/\\d+)?$`), ServerReply],
  [new RegExp(`^${SERVER}/\\d+/diagnostics$`), z.array(Diagnostic)],
  [new RegExp(`^${SERVER}/\\d+/activity$`), ActivityReply],
  [new RegExp(`^${FLAVORS}$`), FlavorsReply],
  [new RegExp(`^${IMAGES}$`), ImagesReply],
  [new RegExp(`^${QUOTAS}$`), QuotasReply],
  [new RegExp(`^${NETWORKS}$`), NetworksReply],
  [new RegExp(`^${SUBNETS}$`), SubnetsReply],
  [new RegExp(`^${PORTS}$`), PortsReply],
  [new RegExp(`^${FLOATING_IPS}$`), FloatingIpsReply],
  [new RegExp(`^${TOKEN}$`), TokenEndReply],
  [new RegExp(`^${PROJECTS}$`), ConsoleProjectsReply],
  [new RegExp(`^${PROJECTS}/[^/]+$`), ConsoleProject],
  [new RegExp(`^${PROJECTS}/[^/]+/members$`), ConsoleMembersReply],
  [new RegExp(`^${PROJECTS}/[^/]+/usage-history$`), UsageHistoryReply],
  [new RegExp(`^(${PROJECTS}/[^/]+|/astakos/ui)/applications$`), ConsoleApplicationsReply],
];

/** Throws unless the document is what the contract says of this path. */
function checkReply(path: string, status: number, json: unknown): void {
  if (json === undefined || status >= 300) return;
  const [, reply] = REPLIES.find(([pattern]) => pattern.test(path)) ?? [];
  if (reply === undefined) throw new Error(`no document of the contract is known for ${path}`);
  const checked = reply.safeParse(json);
  if (!checked.success) throw new Error(`${path} answers no such thing: ${z.prettifyError(checked.error)}`);
}

/**
 * Answers the page's calls to one path of a service itself, so that any state of a page can be reached. What it answers is
 * checked against the contract.
 */
export async function answer(
  page: Page,
  path: string,
  reply: {
    status?: number;
    json?: unknown;
    headers?: Record<string, string>;
    method?: string;
    /** Only calls whose query has this. */
    parameter?: string;
  },
): Promise<void> {
  checkReply(path, reply.status ?? 200, reply.json);
  await page.route(
    (url) =>
      url.pathname === `/ui/api${path}` &&
      (reply.parameter === undefined || url.searchParams.has(reply.parameter)),
    (route) => {
      if (reply.method !== undefined && route.request().method() !== reply.method) return route.fallback();
      return route.fulfill({
        status: reply.status ?? 200,
        headers: { ...JSON_TYPE, ...reply.headers },
        body: JSON.stringify(reply.json ?? {}),
      });
    },
  );
}

/** Changes what the gateway tells of the cloud, each time anew. */
export async function answerCloud(page: Page, said: () => Partial<CloudDocument>): Promise<void> {
  await page.route(
    (url) => url.pathname === '/ui/cloud.json',
    async (route) => {
      const document = (await (await route.fetch()).json()) as CloudDocument;
      return route.fulfill({ json: { ...document, ...said() } });
    },
  );
}

/** Answers the orders that the page posts to a path; the list grows with their bodies. */
export async function ordersOf(page: Page, path: string, reply: { json: unknown }): Promise<unknown[]> {
  checkReply(path, 202, reply.json);
  const orders: unknown[] = [];
  await page.route(
    (url) => url.pathname === `/ui/api${path}`,
    async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      orders.push(route.request().postDataJSON());
      return route.fulfill({ status: 202, headers: JSON_TYPE, body: JSON.stringify(reply.json) });
    },
  );
  return orders;
}

/** Answers for every folder: it holds so many files, of which each window that is asked for is noted. */
export async function answerFolder(page: Page, total: number, asked: URLSearchParams[]): Promise<void> {
  await page.route(
    (url) => url.searchParams.get('view') === 'folder',
    (route) => {
      const query = new URL(route.request().url()).searchParams;
      asked.push(query);
      const offset = Number(query.get('offset'));
      const rows = Array.from({ length: Math.min(Number(query.get('limit')), total - offset) }, (_, at) => ({
        folder: false as const,
        name: `file-${offset + at}.txt`,
        object: `file-${offset + at}.txt`,
        bytes: 1000,
        type: 'text/plain',
        changed: '2026-11-24T09:00:00.000000+00:00',
        changedBy: 'someone',
        hash: 'a'.repeat(64),
        uuid: '5f4b0000-0000-4000-8000-000000000001',
        version: offset + at,
        versions: 1,
      }));
      const json = { total, folders: 0, bytes: 1000 * total, offset, rows };
      FolderReply.parse(json);
      return route.fulfill({ json });
    },
  );
}

/** A service that is not there, as the gateway tells it. */
export const UNREACHABLE = {
  status: 503,
  json: { serviceUnavailable: { code: 503, message: 'Compute did not answer.', details: '' } },
  headers: { 'x-request-id': 'req-7f3a19c2' },
};

const GIB = 2 ** 30;

export function flavors(): unknown {
  const sizes = [
    [1, 1, 1024, 4],
    [2, 2, 2048, 8],
    [3, 4, 4096, 16],
    [4, 16, 65_536, 160],
  ] as const;
  return {
    flavors: sizes.map(([id, vcpus, ram, disk]) => ({
      id,
      name: `C${vcpus}R${ram}D${disk}file`,
      links: [],
      ram,
      disk,
      vcpus,
      'SNF:disk_template': 'file',
      'SNF:volume_type': 1,
      'SNF:allow_create': true,
      'os-flavor-access:is_public': true,
      'SNF:flavor-access': [],
    })),
  };
}

export function images(owner: string, properties: Record<string, string> = {}): unknown {
  const image = {
    id: '5f4b0000-0000-4000-8000-000000000001',
    name: 'Debian sample',
    status: 'AVAILABLE',
    disk_format: 'diskdump',
    container_format: 'bare',
    size: GIB,
    checksum: '',
    location: `pithos://${owner}/images/disk.raw`,
    created_at: '2026-11-24 09:00:00',
    updated_at: '2026-11-24 09:00:00',
    deleted_at: '',
    is_public: true,
    owner,
    properties: { os: 'debian', users: 'root', ...properties },
    is_snapshot: false,
  };
  return { images: [image] };
}

/** The quota of one project; what is not said has a hundred of which nothing is used. */
export function quotas(project: string, said: Record<string, [usage: number, limit: number]>): unknown {
  const all = {
    'cyclades.vm': [0, 100],
    'cyclades.cpu': [0, 100],
    'cyclades.ram': [0, 100 * GIB],
    'cyclades.disk': [0, 1000 * GIB],
    'pithos.diskspace': [0, 100 * GIB],
    ...said,
  } as Record<string, [number, number]>;
  const holdings = Object.entries(all).map(([name, [usage, limit]]) => [
    name,
    { usage, limit, pending: 0, project_usage: usage, project_limit: limit, project_pending: 0 },
  ]);
  return { [project]: Object.fromEntries(holdings) };
}

/** A server as the API tells it, running unless said otherwise. */
export function server(id: number, said: Partial<Server> = {}): Server {
  return {
    id,
    name: `machine-${id}`,
    links: [],
    user_id: 'someone',
    tenant_id: 'someone',
    shared_to_project: false,
    status: 'ACTIVE',
    'SNF:task_state': '',
    'SNF:trouble': null,
    progress: 100,
    hostId: '',
    updated: '2026-11-24T09:00:00+00:00',
    created: '2026-11-20T09:00:00+00:00',
    flavor: { id: 2, links: [] },
    image: { id: '5f4b0000-0000-4000-8000-000000000001', links: [] },
    suspended: false,
    metadata: { OS: 'debian', users: 'root' },
    tags: [],
    attachments: [{ id, network_id: '1', mac_address: null, ipv4: `10.0.${id >> 8}.${id & 255}`, ipv6: '' }],
    addresses: {},
    volumes: [],
    diagnostics: [],
    security_groups: [{ name: 'default' }],
    key_name: null,
    'SNF:key_names': [],
    config_drive: '',
    accessIPv4: '',
    accessIPv6: '',
    'SNF:fqdn': null,
    'SNF:port_forwarding': { 22: { host: '127.0.0.1', port: String(40_000 + id) } },
    deleted: false,
    'SNF:rescue': false,
    ...said,
  };
}

/** A network as the API tells it: the operator's, or a private one of somebody. */
export function network(id: number, name: string, owner: string | null = null): Network {
  const isPublic = owner === null;
  return {
    id: String(id),
    name,
    links: [],
    user_id: owner,
    tenant_id: owner,
    shared_to_project: false,
    type: isPublic ? 'CUSTOM' : 'MAC_FILTERED',
    status: 'ACTIVE',
    public: isPublic,
    shared: isPublic,
    'router:external': isPublic,
    'SNF:floating_ip_pool': false,
    admin_state_up: true,
    subnets: [],
    created: '2026-11-20T09:00:00+00:00',
    updated: '2026-11-20T09:00:00+00:00',
    deleted: false,
  };
}

export function subnet(id: number, of: number, cidr: string): Subnet {
  return {
    id: String(id),
    network_id: String(of),
    name: '',
    links: [],
    user_id: null,
    tenant_id: null,
    public: false,
    ip_version: 4,
    cidr,
    gateway_ip: cidr.replace(/\.0\/.*$/, '.1'),
    enable_dhcp: true,
    dns_nameservers: [],
    host_routes: [],
    allocation_pools: [],
    deleted: false,
  };
}

/** The connection of a machine to a network. */
export function port(id: number, machine: number, of: number): Port {
  return {
    id: String(id),
    name: '',
    links: [],
    user_id: null,
    tenant_id: null,
    network_id: String(of),
    device_id: String(machine),
    device_owner: 'vm',
    admin_state_up: true,
    mac_address: 'aa:00:00:00:00:01',
    status: 'ACTIVE',
    created: '2026-11-20T09:00:00+00:00',
    updated: '2026-11-20T09:00:00+00:00',
    fixed_ips: [{ ip_address: `192.168.10.${id + 1}`, subnet: '7' }],
    security_groups: [],
  };
}

/** A public address, on a machine or free. */
export function floatingIp(id: number, owner: string, machine: number | null): FloatingIp {
  return {
    id: String(id),
    floating_ip_address: `203.0.113.${id}`,
    floating_network_id: '1',
    port_id: machine === null ? null : String(900 + id),
    instance_id: machine === null ? null : String(machine),
    fixed_ip_address: null,
    user_id: owner,
    tenant_id: owner,
    shared_to_project: false,
    deleted: false,
  };
}

/** A server whose image did not fit its disk. */
export function failedServer(id: number): Server {
  const message = 'The image has 98784247808 bytes and does not fit on a disk of 85899345920 bytes';
  const noted: Diagnostic = {
    level: 'ERROR',
    'SNF:code': 'disk_too_small',
    created: '2026-11-24T09:00:10+00:00',
    source: 'image-error',
    message,
    details: null,
  };
  return server(id, {
    status: 'ERROR',
    progress: 0,
    diagnostics: [noted],
    attachments: [],
    'SNF:port_forwarding': {},
  });
}

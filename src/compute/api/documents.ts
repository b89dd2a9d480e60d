import type {
  Activity,
  Address,
  Attachment,
  ComputeImage,
  Diagnostic,
  Flavor,
  Keypair,
  Link,
  Server,
} from '#contract/compute';
import { COMPUTE_PREFIX } from '#contract/compute';
import type { BriefImage, Image } from '#contract/image';
import { IMAGE_PREFIX } from '#contract/image';
import type { Caller, Compute } from '../domain/compute.ts';
import { mayCreate } from '../domain/flavors/creation.ts';
import { flavorName } from '../domain/flavors.ts';
import { type ImageRecord, locationOf } from '../domain/images/record.ts';
import { taskStateOf } from '../domain/servers/operations/table.ts';
import { textOfTag } from '../domain/servers/tag-words.ts';
import { stateOf, statusOf } from '../domain/servers/states.ts';
import type { FlavorRow } from '../store/flavors.ts';
import type { KeypairRow } from '../store/keypairs.ts';
import type { ServerBelongings, ServerPort } from '../store/servers/belongings.ts';
import type { DiagnosticRow } from '../store/servers/diagnostics.ts';
import type { ActivityRow } from '../store/servers/intents.ts';
import type { ServerRow } from '../store/servers/servers.ts';
import { wireTime } from './protocol.ts';

/** Links of an object, on the configured base and never on the request's host. */
export function linksOf(compute: Compute, collection: string, id: string | number): Link[] {
  const href = `${compute.baseUrl}${collection}/${id}`;
  return [
    { rel: 'self', href },
    { rel: 'bookmark', href },
  ];
}

export const serverLinks = (compute: Compute, id: number): Link[] =>
  linksOf(compute, `${COMPUTE_PREFIX}/servers`, id);
export const flavorLinks = (compute: Compute, id: number): Link[] =>
  linksOf(compute, `${COMPUTE_PREFIX}/flavors`, id);

/** The image's own address, and that of the image service. */
function imageLinks(compute: Compute, id: string): Link[] {
  const alternate = { rel: 'alternate', href: `${compute.baseUrl}${IMAGE_PREFIX}/images/${id}` };
  return [...linksOf(compute, `${COMPUTE_PREFIX}/images`, id), alternate];
}

/** A server in full, of its row and what belongs to it. */
export function serverDocument(compute: Compute, row: ServerRow, belongings: ServerBelongings): Server {
  const state = stateOf(row);
  const status = statusOf(state);
  const ports = (belongings.ports.get(row.id) ?? []).filter((port) => port.state === 'ACTIVE');
  const attachments = ports.map(attachmentOf);
  const newest = belongings.diagnostics.get(row.id);
  return {
    id: row.id,
    name: row.name,
    links: serverLinks(compute, row.id),
    user_id: row.userId,
    tenant_id: row.project,
    shared_to_project: row.sharedToProject,
    status,
    'SNF:task_state': taskStateOf(row.task),
    'SNF:trouble': row.operstate === 'STARTED' ? row.trouble : null,
    progress: status === 'ACTIVE' ? 100 : row.buildPercentage,
    hostId: '',
    updated: wireTime(row.updated),
    created: wireTime(row.created),
    flavor: { id: row.flavorId, links: flavorLinks(compute, row.flavorId) },
    image: { id: row.imageId, links: imageLinks(compute, row.imageId) },
    suspended: row.suspended,
    metadata: belongings.metadata.get(row.id) ?? {},
    tags: (belongings.tags.get(row.id) ?? []).flatMap((tag) => textOfTag(tag) ?? []),
    attachments,
    addresses: addressesOf(attachments),
    volumes: belongings.volumes.get(row.id) ?? [],
    diagnostics: newest === undefined ? [] : [diagnosticDocument(newest)],
    security_groups: [{ name: 'default' }],
    key_name: row.keyNames[0] ?? null,
    'SNF:key_names': row.keyNames,
    config_drive: '',
    accessIPv4: '',
    accessIPv6: '',
    'SNF:fqdn': fqdnOf(compute, row.id),
    'SNF:port_forwarding': forwardingOf(compute, row.id, ports),
    deleted: row.deleted,
    'SNF:rescue': row.rescue,
  };
}

function fqdnOf({ settings }: Compute, id: number): string | null {
  const template = settings.CYCLADES_SERVERS_FQDN;
  return template === '' ? null : template.replaceAll('%(id)s', String(id));
}

/** What the operator leads to the server's public address, and what its back end does. Of several the first wins. */
function forwardingOf(
  { settings }: Compute,
  id: number,
  ports: readonly ServerPort[],
): Server['SNF:port_forwarding'] {
  const open = ports.some(({ firewall, ipv4 }) => firewall !== null && ipv4 !== null);
  const values = (text: string): string => text.replaceAll('%(id)s', String(id));
  const ruled = Object.entries(open ? settings.CYCLADES_PORT_FORWARDING : {}).map(
    ([port, { host, port: outer }]) => [port, { host: values(host), port: String(outer) }] as const,
  );
  return Object.assign(
    Object.fromEntries(ruled),
    ...ports.toReversed().map(({ forward }) => forward),
  ) as Server['SNF:port_forwarding'];
}

export function attachmentOf(port: ServerPort): Attachment {
  const addressed = port.ipv4 !== null || port.ipv6 !== null;
  return {
    id: port.id,
    network_id: String(port.networkId),
    mac_address: port.mac,
    ipv4: port.ipv4 ?? '',
    ipv6: port.ipv6 ?? '',
    ...(port.firewall === null ? {} : { firewallProfile: port.firewall }),
    ...(addressed ? { 'OS-EXT-IPS:type': port.floating ? ('floating' as const) : ('fixed' as const) } : {}),
  };
}

/** Addresses by network; two ports on one network stand together. */
export function addressesOf(attachments: readonly Attachment[]): Record<string, Address[]> {
  const addresses: Record<string, Address[]> = {};
  for (const { network_id, ipv4, ipv6, 'OS-EXT-IPS:type': type = 'fixed' } of attachments) {
    const list = (addresses[network_id] ??= []);
    if (ipv4 !== '') list.push({ version: 4, addr: ipv4, 'OS-EXT-IPS:type': type });
    if (ipv6 !== '') list.push({ version: 6, addr: ipv6, 'OS-EXT-IPS:type': type });
  }
  return addresses;
}

export function diagnosticDocument(row: DiagnosticRow): Diagnostic {
  return {
    level: row.level,
    'SNF:code': row.code,
    created: wireTime(row.created),
    source: row.source,
    ...(row.sourceDate === null ? {} : { source_date: wireTime(row.sourceDate) }),
    message: row.message,
    details: row.details,
  };
}

export function activityDocument(row: ActivityRow): Activity {
  return {
    id: row.id,
    action: row.action,
    user_id: row.userId,
    result: row.state,
    created: wireTime(row.created),
    ended: row.state === 'open' ? null : wireTime(row.updated),
    'SNF:code': row.state === 'failed' ? (row.code ?? '') : '',
  };
}

/** A flavor as the caller may use it, with his projects that it is opened to. */
export function flavorDocument(
  compute: Compute,
  caller: Caller,
  row: FlavorRow,
  projects: string[] = [],
): Flavor {
  return {
    id: row.id,
    name: flavorName(row),
    links: flavorLinks(compute, row.id),
    ram: row.ram,
    disk: row.disk,
    vcpus: row.cpu,
    'SNF:disk_template': row.diskTemplate,
    'SNF:volume_type': row.volumeTypeId,
    'SNF:allow_create': mayCreate(compute, caller, row),
    'os-flavor-access:is_public': row.public,
    'SNF:flavor-access': projects,
  };
}

const COMPUTE_STATUS = { AVAILABLE: 'ACTIVE', UNAVAILABLE: 'SAVING', ERROR: 'ERROR' } as const;

export function computeImageDocument(compute: Compute, image: ImageRecord): ComputeImage {
  const status = COMPUTE_STATUS[image.state];
  return {
    id: image.id,
    name: image.name,
    updated: wireTime(image.updatedAt),
    created: wireTime(image.createdAt),
    status,
    progress: status === 'ACTIVE' ? 100 : 0,
    user_id: image.owner,
    tenant_id: image.owner,
    public: image.isPublic,
    links: imageLinks(compute, image.id),
    metadata: Object.fromEntries(image.properties),
    is_snapshot: image.isSnapshot,
  };
}

export function briefImage(image: ImageRecord): BriefImage {
  return {
    status: image.state,
    name: image.name,
    disk_format: image.diskFormat,
    container_format: image.containerFormat,
    size: image.sizeBytes,
    id: image.id,
  };
}

/** `YYYY-MM-DD HH:MM:SS`, in UTC. */
export function imageTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}

export function imageDocument(image: ImageRecord): Image {
  const description = image.properties.get('description');
  return {
    ...briefImage(image),
    checksum: image.mapHash,
    location: locationOf(image),
    created_at: imageTime(image.createdAt),
    updated_at: imageTime(image.updatedAt),
    deleted_at: '',
    is_public: image.isPublic,
    owner: image.owner,
    properties: Object.fromEntries(image.properties),
    is_snapshot: image.isSnapshot,
    ...(description === undefined ? {} : { description }),
  };
}

export function keypairDocument({ name, fingerprint, content }: KeypairRow): Keypair {
  return { name, fingerprint, public_key: content };
}

import { decodeLeniently } from './image-headers.ts';

/* What headers say of accounts, containers and objects (spec/object-storage 2, 3.4), as programs and the console read and write them. */

/** Who may use an object beside its owner: uuids, `owner:group`, or `*` for everybody. */
export interface Sharing {
  read: string[];
  write: string[];
}

type Headers = Readonly<Record<string, string>>;

interface Facts {
  metadata: Record<string, string>;
  /** As they came. */
  headers: Headers;
}

export interface AccountFacts extends Facts {
  /** Members, by the name of the group. */
  groups: Record<string, string[]>;
}

/** Counters and policies are told to the owner alone. */
export interface ContainerFacts extends Facts {
  objects: number;
  bytes: number;
  blockSize: number;
  blockHash: string;
  policy: { quota: number; versioning: string; project: string };
}

export interface ObjectFacts extends Facts {
  bytes: number;
  type: string;
  /** Of the whole content: the top of the tree over its blocks. */
  hash: string;
  version: string;
  isFolder: boolean;
  /** It is the list of its parts: its own blocks say nothing about what a reader gets. */
  isManifest: boolean;
  sharing: Sharing;
  /** The path that the list of people comes from, where the object follows a folder. */
  sharedBy: string;
}

/** What changes on a container; the rest stays. An empty value takes a key away. */
export interface ContainerChange {
  metadata?: Readonly<Record<string, string>>;
  /** Bytes; 0 is no limit. */
  quota?: number | undefined;
  versioning?: string | undefined;
  /** Who is charged. */
  project?: string | undefined;
}

/** What changes on an object beside its bytes; the rest stays. An empty value takes a key away. */
export interface ObjectChange {
  metadata?: Readonly<Record<string, string>>;
  /** The whole entry: two empty lists share it with nobody. */
  sharing?: Sharing | undefined;
  encoding?: string | undefined;
  disposition?: string | undefined;
}

export const FOLDER_TYPE = 'application/directory';

/** Whether an object of this type is a folder, as this store or older clients mark it. */
export function isFolderType(type: string): boolean {
  return /^application\/(?:directory|folder)\b/.test(type);
}

export function accountFacts(headers: Headers): AccountFacts {
  const groups = family(headers, 'x-account-group-');
  return {
    groups: Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, members.split(',')])),
    metadata: family(headers, 'x-account-meta-'),
    headers,
  };
}

export function containerFacts(headers: Headers): ContainerFacts {
  return {
    objects: Number(headers['x-container-object-count'] ?? 0),
    bytes: Number(headers['x-container-bytes-used'] ?? 0),
    blockSize: Number(headers['x-container-block-size']),
    blockHash: headers['x-container-block-hash'] ?? '',
    policy: {
      quota: Number(headers['x-container-policy-quota'] ?? 0),
      versioning: headers['x-container-policy-versioning'] ?? '',
      project: decodeLeniently(headers['x-container-policy-project'] ?? ''),
    },
    metadata: family(headers, 'x-container-meta-'),
    headers,
  };
}

export function objectFacts(headers: Headers): ObjectFacts {
  const type = headers['content-type'] ?? '';
  return {
    bytes: Number(headers['content-length']),
    type,
    hash: headers['x-object-hash'] ?? '',
    version: headers['x-object-version'] ?? '',
    isFolder: isFolderType(type),
    isManifest: 'x-object-manifest' in headers,
    sharing: readSharing(headers['x-object-sharing'] ?? ''),
    sharedBy: decodeLeniently(headers['x-object-shared-by'] ?? ''),
    metadata: family(headers, 'x-object-meta-'),
    headers,
  };
}

/** All headers of one family, by the rest of their names. */
function family(headers: Headers, prefix: string): Record<string, string> {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    found.map(([name, value]) => [decodeLeniently(name.slice(prefix.length)), decodeLeniently(value)]),
  );
}

function readSharing(text: string): Sharing {
  const parts = text.split(';').map((part) => part.trim().split('=', 2));
  const of = (right: string): string[] =>
    (parts.find(([name]) => name === right)?.[1] ?? '')
      .split(',')
      .filter((holder) => holder !== '')
      .map(decodeLeniently);
  return { read: of('read'), write: of('write') };
}

function writeSharing({ read, write }: Sharing): string {
  return Object.entries({ read, write })
    .filter(([, holders]) => holders.length > 0)
    .map(([right, holders]) => `${right}=${holders.map(encodeURIComponent).join(',')}`)
    .join(';');
}

/** Header of a group of the account; without members there is none any more. */
export function groupHeader(name: string, members: readonly string[]): Record<string, string> {
  return { [`x-account-group-${encodeURIComponent(name)}`]: members.join(',') };
}

export function containerHeaders({ metadata = {}, quota, versioning, project }: ContainerChange) {
  return given({
    ...metaHeaders('x-container-meta-', metadata),
    'x-container-policy-quota': quota?.toString(),
    'x-container-policy-versioning': versioning,
    'x-container-policy-project': project,
  });
}

export function objectHeaders({ metadata = {}, sharing, encoding, disposition }: ObjectChange) {
  return given({
    ...metaHeaders('x-object-meta-', metadata),
    'x-object-sharing': sharing && writeSharing(sharing),
    'content-encoding': encoding,
    'content-disposition': disposition && encodeURI(disposition),
  });
}

function metaHeaders(prefix: string, metadata: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [
      prefix + encodeURIComponent(key),
      encodeURIComponent(value),
    ]),
  );
}

function given(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

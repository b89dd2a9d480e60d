import type { ObjectRecord } from '#contract/object-internal';

/** Keys of an image in its object's metadata; all begin with the domain's name, as the original stored them. */
const PREFIX = 'plankton:';
const PROPERTY = 'plankton:property:';
export const imageKey = (name: ImageKey): string => `${PREFIX}${name}`;
export const propertyKey = (name: string): string => `${PROPERTY}${name}`;
export type ImageKey = 'name' | 'disk_format' | 'container_format' | 'created_at';

/** An image: a registered object, with everything derived from the object itself and never from what somebody stored (C4). */
export interface ImageRecord {
  id: string;
  name: string;
  owner: string;
  container: string;
  object: string;
  diskFormat: string;
  containerFormat: string;
  sizeBytes: bigint;
  mapHash: string;
  checksum: string;
  createdAt: Date;
  updatedAt: Date;
  isPublic: boolean;
  isSnapshot: boolean;
  properties: Map<string, string>;
  members: string[];
  access: ObjectRecord['access'];
  state: 'AVAILABLE' | 'UNAVAILABLE' | 'ERROR';
}

/** The image that an object is, or undefined when the object has no registered name. */
export function imageOf(object: ObjectRecord): ImageRecord | undefined {
  const { metadata } = object;
  const name = metadata[imageKey('name')];
  if (name === undefined) return undefined;
  const properties = Object.entries(metadata)
    .filter(([key]) => key.startsWith(PROPERTY))
    .map(([key, value]): [string, string] => [key.slice(PROPERTY.length), value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const updatedAt = new Date(object.modifiedAt);
  return {
    id: object.uuid,
    name,
    owner: object.account,
    container: object.container,
    object: object.object,
    diskFormat: metadata[imageKey('disk_format')] ?? 'diskdump',
    containerFormat: metadata[imageKey('container_format')] ?? 'bare',
    sizeBytes: object.size,
    mapHash: object.mapHash,
    checksum: object.checksum,
    createdAt: dateOr(metadata[imageKey('created_at')], updatedAt),
    updatedAt,
    isPublic: object.isPublic,
    isSnapshot: object.isSnapshot,
    properties: new Map(properties),
    members: object.read.filter((holder) => holder !== '*'),
    access: object.access,
    state: object.available === 1 ? 'AVAILABLE' : object.available === 0 ? 'UNAVAILABLE' : 'ERROR',
  };
}

function dateOr(text: string | undefined, otherwise: Date): Date {
  const date = new Date(text ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? otherwise : date;
}

/** Properties by which a whole disk says how it is set up, and that this one lacks (spec/compute-api 2.4). */
export function missingProperties({ diskFormat, properties }: ImageRecord): string[] {
  if (diskFormat !== 'diskdump') return [];
  return ['OSFAMILY', 'ROOT_PARTITION'].filter((name) => !properties.has(name.toLowerCase()));
}

/** `pithos://account/container/object`, its parts percent-encoded. */
export function locationOf({
  owner,
  container,
  object,
}: Pick<ImageRecord, 'owner' | 'container' | 'object'>): string {
  const path = object.split('/').map(encodeURIComponent).join('/');
  return `pithos://${encodeURIComponent(owner)}/${encodeURIComponent(container)}/${path}`;
}

/** Reads a location; undefined for anything but `pithos://account/container/object` (C5). */
export function readLocation(
  text: string,
): { account: string; container: string; object: string } | undefined {
  const match = /^pithos:\/\/([^/?#]+)\/([^/?#]+)\/([^?#]+)$/.exec(text.slice(0, 8192));
  if (match === null) return undefined;
  try {
    const [account, container, object] = match.slice(1).map(decodeURIComponent) as [string, string, string];
    return [account, container, object].some((part) => part.includes('\u0000'))
      ? undefined
      : { account, container, object };
  } catch {
    return undefined; // a broken escape
  }
}

/** What opens the image's bytes in the block store. */
export function imageSource({ mapHash, sizeBytes }: Pick<ImageRecord, 'mapHash' | 'sizeBytes'>): string {
  return `pithosmap://${mapHash}/${sizeBytes}`;
}

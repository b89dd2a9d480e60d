import { createHash } from 'node:crypto';
import type { ContentMap } from '#blockstore/block-store';
import { contentBytes } from '#blockstore/read-content';
import { fail } from '../../errors.ts';
import { allowedAmong } from '../sharing/access.ts';
import type { ListedVersion, NameSource } from '../../store/listings.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { Caller } from '../identity-service.ts';
import { MANIFEST, manifestParts } from '../metadata.ts';
import { mapOf, type OpenObject } from './read-object.ts';
import { etagOf } from '../versions.ts';

/** What a reader is given: one object's own bytes, or those of all parts of a manifest. */
export interface ReadableContent {
  size: number;
  etag: string;
  /** True while the MD5 of a large object is being computed: the tag is its Merkle hash until then. */
  pending: boolean;
  bytes(start: number, end: number): AsyncGenerator<Buffer>;
}

const PARTS_PER_PAGE = 10_000;
/** A manifest over more parts than this is an attack or a mistake. */
const MAX_PARTS = 100_000;
/** Parts that cannot be listed in this time are not worth their while: the database is there for others, too. */
const LISTING_BUDGET_MS = 5000;

/** Whether reading the object lists its parts. */
export function isManifest({ attributes }: OpenObject): boolean {
  return attributes.has(MANIFEST);
}

/** The content of an open object; a manifest is followed, one level deep, unless `raw`. */
export async function contentOf(
  storage: ObjectStorage,
  caller: Caller,
  opened: OpenObject,
  raw: boolean,
): Promise<ReadableContent> {
  const manifest = opened.attributes.get(MANIFEST);
  return manifest === undefined || raw
    ? plainContent(storage, opened)
    : manifestContent(storage, caller, opened, manifest);
}

function plainContent(storage: ObjectStorage, { version }: OpenObject): ReadableContent {
  return {
    size: version.size,
    etag: etagOf(version),
    pending: version.checksum === '',
    async *bytes(start, end) {
      if (start < end) yield* heldBytes(storage, await mapOf(storage, version), start, end);
    },
  };
}

/** The bytes, held while they are read: the object may be deleted, and room made for another one, meanwhile. */
function heldBytes(
  { inFlights, blocks }: ObjectStorage,
  map: ContentMap,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  return inFlights.reading(map, contentBytes(blocks, map, { start, end }));
}

/**
 * All objects of the same account whose names begin with the manifest's prefix, one after the other. Each needs the
 * reader's own right: a manifest must not open what its owner keeps to himself.
 */
async function manifestContent(
  storage: ObjectStorage,
  caller: Caller,
  opened: OpenObject,
  manifest: string,
): Promise<ReadableContent> {
  const parts = await partsOf(storage, caller, opened, manifest);
  const etag = createHash('md5');
  for (const part of parts) etag.update(etagOf(part));
  return {
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag: etag.digest('hex'),
    pending: false,
    async *bytes(start, end) {
      let at = 0;
      for (const part of parts) {
        const [from, to] = [Math.max(start - at, 0), Math.min(end - at, part.size)];
        at += part.size;
        if (from >= to) continue;
        const map = await storage.blocks.openMap(part.hash ?? '', part.size);
        yield* heldBytes(storage, map, from, to);
      }
    },
  };
}

async function partsOf(
  storage: ObjectStorage,
  caller: Caller,
  opened: OpenObject,
  manifest: string,
): Promise<ListedVersion[]> {
  const { account } = opened.path;
  const { container: name, prefix } = manifestParts(manifest);
  const container = await storage.store.containers.find(account, name);
  if (container === undefined) return fail(caller.user === account ? 'container_not_found' : 'forbidden');
  const parts = await listParts(storage, { container: container.id, prefix, filters: [], reverse: false });
  const names = parts.map((part) => part.name);
  const readable = await allowedAmong(storage.store, caller, container, names, 'read');
  if (readable.size < names.length) fail('forbidden');
  return parts;
}

/** Names and sizes page by page. Fails when there are too many, or when it takes too long. */
async function listParts(storage: ObjectStorage, source: NameSource): Promise<ListedVersion[]> {
  const { store, clock } = storage;
  const until = clock.monotonic() + LISTING_BUDGET_MS;
  const parts: ListedVersion[] = [];
  for (let after: string | undefined; ;) {
    const bounds = after === undefined ? {} : { after };
    const page = await store.listings.objects(source, bounds, PARTS_PER_PAGE);
    parts.push(...page);
    if (parts.length > MAX_PARTS) fail('manifest_too_long');
    after = page.at(-1)?.name;
    if (page.length < PARTS_PER_PAGE) return parts;
    if (clock.monotonic() > until) fail('manifest_too_slow', {}, { headers: { 'retry-after': '5' } });
  }
}

import { fail } from '../errors.ts';
import type { ObjectStorage } from './object-storage.ts';

type Metadata = ReadonlyMap<string, string>;
type Limited = Pick<ObjectStorage, 'limits'>;

/** The header that makes an object read as its parts. */
export const MANIFEST = 'X-Object-Manifest';

/** The container and the prefix of names that a manifest is made of. Fails with 400 when it is none. */
export function manifestParts(manifest: string): { container: string; prefix: string } {
  const slash = manifest.indexOf('/');
  if (slash <= 0 || slash === manifest.length - 1) return fail('bad_manifest');
  return { container: manifest.slice(0, slash), prefix: manifest.slice(slash + 1) };
}

/** The header that says when an object is to be deleted, in seconds since 1970. */
export const DELETE_AT = 'X-Delete-At';

/** What a copy takes along: not the end of its source, since it is often made to outlive that. */
export function lastingMetadata(metadata: Metadata): Map<string, string> {
  const lasting = new Map(metadata);
  lasting.delete(DELETE_AT);
  return lasting;
}

/** Metadata after a change; an empty value takes the key away. Fails with 400 beyond the limits. */
export function mergeMetadata(storage: Limited, before: Metadata, change: Metadata): Map<string, string> {
  const merged = new Map(before);
  for (const [key, value] of change) {
    if (value === '') merged.delete(key);
    else merged.set(key, value);
  }
  const { maxMetadata } = storage.limits;
  if (merged.size > maxMetadata) fail('too_many_metadata', { limit: maxMetadata });
  // What was more than the limit before it was set may stay, and shrink.
  if (change.size > 0 && escapedBytes(merged) > escapedBytes(before)) checkMetadataBytes(storage, merged);
  return merged;
}

/** Metadata of an object after a change of it: what is replaced goes, but a large object stays one unless that is named. */
export function changedMetadata(
  storage: Limited,
  before: Metadata,
  change: Metadata,
  merge: boolean,
): Map<string, string> {
  const manifest = before.get(MANIFEST);
  const kept = new Map(manifest === undefined ? [] : [[MANIFEST, manifest]]);
  return mergeMetadata(storage, merge ? before : kept, change);
}

/** Fails with 400 when metadata, escaped as replies carry it, would make headers that common clients refuse to read. */
export function checkMetadataBytes({ limits: { maxMetadataBytes } }: Limited, metadata: Metadata): void {
  if (escapedBytes(metadata) > maxMetadataBytes) fail('metadata_too_large', { limit: maxMetadataBytes });
}

/** Names count without the prefix that all of them share. */
function escapedBytes(metadata: Metadata): number {
  let bytes = 0;
  for (const [key, value] of metadata)
    bytes += escapedLength(key.replace(/^X-[A-Z][a-z]+-Meta-/, '')) + escapedLength(value);
  return bytes;
}

/** Every byte of UTF-8 beyond plain text is three in a header. */
function escapedLength(text: string): number {
  let length = Buffer.byteLength(text);
  if (length === text.length && !/[^\w.~/=,:@; "-]/.test(text)) return length;
  length *= 3;
  for (const character of text) if (/[\w.~/=,:@; "-]/.test(character)) length -= 2;
  return length;
}

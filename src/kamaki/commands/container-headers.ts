import type { Document } from '../client/document.ts';
import { decodeLeniently } from '#contract/image-headers';

/** What an answer's headers say about the container. */
export function containerRecord(headers: Record<string, string>): Document {
  const kept = Object.entries(headers).filter(
    ([name]) => name.startsWith('x-container-') || name === 'last-modified',
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, decodeLeniently(value)]));
}

/** The headers of one family, without their common beginning. */
export function withPrefix(headers: Record<string, string>, prefix: string): Document {
  const found = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    found.map(([name, value]) => [decodeLeniently(name.slice(prefix.length)), decodeLeniently(value)]),
  );
}

/** Metadata as request headers; an empty value removes the key. */
export function metadataHeaders(metadata: Record<string, string>): Record<string, string> {
  const entries = Object.entries(metadata);
  return Object.fromEntries(
    entries.map(([key, value]) => [`x-container-meta-${encodeURIComponent(key)}`, encodeURIComponent(value)]),
  );
}

/** Policies as request headers; what is undefined is not touched. */
export function policyHeaders(policy: {
  quota?: number | undefined;
  versioning?: string | undefined;
  project?: string | undefined;
}): Record<string, string> {
  return {
    ...(policy.quota === undefined ? {} : { 'x-container-policy-quota': String(policy.quota) }),
    ...(policy.versioning === undefined
      ? {}
      : { 'x-container-policy-versioning': policy.versioning.toLowerCase() }),
    ...(policy.project === undefined ? {} : { 'x-container-policy-project': policy.project }),
  };
}

import { fail } from '../errors.ts';

/*
 * Headers by which other stores make promises: quotas, access lists, versions, signed addresses. Here they would be kept as
 * text or passed over, and whoever sent them would believe in a limit or a protection that is not there.
 */
const UNKEPT = {
  account:
    /^x-account-(?:meta-(?:quota(?:-.*)?|temp-url-key(?:-2)?)|quota-(?:bytes|count).*|access-control)$/,
  container:
    /^x-(?:container-(?:read|write|sync-to|sync-key|meta-(?:quota-(?:bytes|count)|temp-url-key(?:-2)?|access-control-.*|web-(?:index|error|listings|listings-css|listings-label|directory-type)))|versions-(?:enabled|location|mode)|history-location|storage-policy)$/,
  object: /^x-symlink-target(?:-account)?$/,
};

/** Fails with 400 for a header that promises what this service does not do. An empty one only takes a promise back. */
export function refuseUnkept(headers: ReadonlyMap<string, string>, level: keyof typeof UNKEPT): void {
  for (const [name, value] of headers) {
    if (value.trim() !== '' && UNKEPT[level].test(name.replaceAll('_', '-')))
      fail('unkept_header', { header: name });
  }
}

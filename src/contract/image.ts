import { z } from 'zod';

/* Documents of the image service (spec/compute-api 2.3): lists in JSON, one image in headers. */

export const IMAGE_PREFIX = '/cyclades/image/v1.0';

export const DISK_FORMATS = ['diskdump', 'extdump', 'ntfsdump'] as const;
export const CONTAINER_FORMATS = ['bare', 'aki', 'ari', 'ami', 'ovf'] as const;

/** Row of `GET /images`. */
export const BriefImage = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  disk_format: z.string(),
  container_format: z.string(),
  size: z.union([z.number().int(), z.bigint()]),
});
export type BriefImage = z.infer<typeof BriefImage>;

/** Row of `GET /images/detail`. Dates are `YYYY-MM-DD HH:MM:SS`, in UTC. */
export const Image = BriefImage.extend({
  checksum: z.string(),
  location: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
  deleted_at: z.string(),
  is_public: z.boolean(),
  owner: z.string(),
  properties: z.record(z.string(), z.string()),
  is_snapshot: z.boolean(),
  description: z.string().optional(),
});
export type Image = z.infer<typeof Image>;

export const BriefImagesReply = z.object({ images: z.array(BriefImage) });
export const ImagesReply = z.object({ images: z.array(Image) });

export const Member = z.object({ member_id: z.string(), can_share: z.boolean() });
export const MembersReply = z.object({ members: z.array(Member) });
export const MembershipsBody = z.strictObject({
  memberships: z.array(z.strictObject({ member_id: z.string(), can_share: z.boolean().optional() })),
});
export const SharedImagesReply = z.object({
  shared_images: z.array(z.object({ image_id: z.string(), can_share: z.boolean() })),
});

const META = 'x-image-meta-';
const PROPERTY = 'x-image-meta-property-';

/** The image as headers give it: plain fields by name (`disk-format`), properties by lower-case key with `_`. */
export interface ImageHeaders {
  fields: Map<string, string>;
  properties: Map<string, string>;
}

/** Fields whose value is percent-encoded UTF-8; the location is encoded part by part and stays as it is. */
const ENCODED_FIELDS = new Set(['name', 'description']);

/** Reads `X-Image-Meta-*`; keys and values of properties are percent-encoded UTF-8. Throws URIError on a broken escape. */
export function readImageHeaders(headers: Iterable<readonly [string, string]>): ImageHeaders {
  const found: ImageHeaders = { fields: new Map(), properties: new Map() };
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower.startsWith(PROPERTY)) {
      const key = decodeURIComponent(lower.slice(PROPERTY.length))
        .replaceAll(/[^\p{L}\p{N}]/gu, '_')
        .toLowerCase();
      found.properties.set(key, decodeURIComponent(value));
    } else if (lower.startsWith(META)) {
      const field = lower.slice(META.length);
      found.fields.set(field, ENCODED_FIELDS.has(field) ? decodeURIComponent(value) : value);
    }
  }
  return found;
}

/** Writes fields and properties as headers; undefined ones are left out. */
export function writeImageHeaders(
  fields: Record<string, string | undefined>,
  properties: Iterable<readonly [string, string]>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined)
      headers[`${META}${field}`] = ENCODED_FIELDS.has(field) ? encodeURIComponent(value) : value;
  }
  for (const [key, value] of properties) {
    headers[`${PROPERTY}${encodeURIComponent(key.replaceAll('_', '-'))}`] = encodeURIComponent(value);
  }
  return headers;
}

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

import { uuid } from '#contract/scalars';
import { CommandError, defineCommand } from '#platform/command';
import type { Compute } from '../../domain/compute.ts';
import { locationOf } from '../../domain/images/record.ts';
import { findImage } from '../../domain/images/images.ts';
import { asUser, plainly, uuidOf } from '../options.ts';

export const imageShow = defineCommand<Compute>({
  name: 'image-show',
  role: 'compute',
  summary: 'Show an image',
  arguments: [{ name: '<image>', help: 'uuid of the image' }],
  options: [{ flags: '-u, --user <uuid>', help: 'as this user; needed for an image that is not public' }],
  async handle({ service, args, options, out }) {
    const id = args[0] ?? '';
    if (!uuid.safeParse(id).success) throw new CommandError(`Invalid Image ID: ${id}`);
    const image = await plainly(() => findImage(service, asUser(uuidOf(options, 'user')), id));
    out.show({
      id: image.id,
      name: image.name,
      owner: image.owner,
      location: locationOf(image),
      disk_format: image.diskFormat,
      container_format: image.containerFormat,
      size: image.sizeBytes,
      checksum: image.mapHash,
      status: image.state,
      is_public: image.isPublic,
      is_snapshot: image.isSnapshot,
      created_at: image.createdAt,
      updated_at: image.updatedAt,
      ...Object.fromEntries([...image.properties].map(([key, value]) => [`property ${key}`, value])),
    });
  },
});

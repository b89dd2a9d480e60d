import { uuid } from '#contract/scalars';
import { usageError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { locationOf } from '../../domain/images/record.ts';
import { findImage } from '../../domain/images/images.ts';
import { defineCommand } from '../command.ts';
import { asUser, userOption } from '../options.ts';

export const imageShow = defineCommand({
  name: 'image-show',
  summary: 'Show an image',
  args: [argument('<image>', 'uuid of the image')],
  options: { user: userOption('as this user; needed for an image that is not public') },
  async run({ service, args: [id], options, out }) {
    if (!uuid.safeParse(id).success) throw usageError(`Invalid Image ID: ${id}`);
    const image = await findImage(service, asUser(options.user), id);
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

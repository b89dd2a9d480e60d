import { defineListCommand } from '#platform/command';
import type { Compute } from '../../domain/compute.ts';
import type { ImageRecord } from '../../domain/images/record.ts';
import { listImages } from '../../domain/images/images.ts';
import { asUser, plainly, uuidOf } from '../options.ts';

export const imageList = defineListCommand<Compute, ImageRecord>({
  name: 'image-list',
  role: 'compute',
  summary: 'List images: all there are, or those that one user may use',
  options: [
    { flags: '-u, --user <uuid>', help: 'what this user may use' },
    { flags: '--public', help: 'only public ones' },
  ],
  fields: {
    id: { help: 'uuid of the image', value: ({ id }) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ owner }) => owner, shown: true },
    public: { help: 'whether everybody may use it', value: ({ isPublic }) => isPublic, shown: true },
    snapshot: { help: 'whether it is a snapshot', value: ({ isSnapshot }) => isSnapshot, shown: true },
    size: { help: 'bytes', value: ({ sizeBytes }) => sizeBytes },
    state: { help: 'whether it can be used', value: ({ state }) => state },
    created: { help: 'when it was registered', value: ({ createdAt }) => createdAt },
  },
  async rows({ service, options }) {
    const user = uuidOf(options, 'user');
    const images = await plainly(() => listImages(service, user === undefined ? undefined : asUser(user)));
    return images
      .filter(({ isPublic }) => options['public'] !== true || isPublic)
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  },
});

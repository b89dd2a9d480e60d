import { flag } from '#platform/commands/options';
import { listImages } from '../../domain/images/images.ts';
import { defineListCommand } from '../command.ts';
import { asUser, userOption } from '../options.ts';

export const imageList = defineListCommand({
  name: 'image-list',
  summary: 'List images: all there are, or those that one user may use',
  options: {
    user: userOption('what this user may use'),
    public: flag('--public', 'only public ones'),
  },
  async rows({ service, options: { user, public: onlyPublic } }) {
    const images = await listImages(service, user === undefined ? undefined : asUser(user));
    return images
      .filter(({ isPublic }) => !onlyPublic || isPublic)
      .sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  },
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
});

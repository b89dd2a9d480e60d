import { flag } from '#platform/commands/options';
import { pageOfImages } from '../../domain/images/images.ts';
import type { ImageRecord } from '../../domain/images/record.ts';
import { defineListCommand } from '../command.ts';
import { userOption } from '../options.ts';

export const imageList = defineListCommand({
  name: 'image-list',
  summary: 'List images: all there are, or those that one user may use',
  options: {
    user: userOption('what this user may use'),
    public: flag('--public', 'only public ones'),
  },
  // What `--filter-by` names is known to compute alone: pages come from object storage in their order, and are filtered here.
  columns: {},
  async pages({ service, options }, { limit, after }) {
    const { user, public: isPublic } = options;
    const page = { user, isPublic, limit, after: after?.key };
    const { images: rows, next } = await pageOfImages(service, page);
    return next === undefined ? { rows } : { rows, next: { value: null, key: next } };
  },
  fields: {
    id: { help: 'uuid of the image', value: ({ id }: ImageRecord) => id, shown: true },
    name: { help: 'name', value: ({ name }) => name, shown: true },
    'user.uuid': { help: 'owner', value: ({ owner }) => owner, shown: true },
    public: { help: 'whether everybody may use it', value: ({ isPublic }) => isPublic, shown: true },
    snapshot: { help: 'whether it is a snapshot', value: ({ isSnapshot }) => isSnapshot, shown: true },
    size: { help: 'bytes', value: ({ sizeBytes }) => sizeBytes },
    state: { help: 'whether it can be used', value: ({ state }) => state },
    created: { help: 'when it was registered', value: ({ createdAt }) => createdAt },
  },
});

import { IconDisc } from '@tabler/icons-react';
import { say } from '#text/palette';
import { imagesQuery } from '../../api/images.ts';
import { bytes } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette } from '../area.ts';

export const palette: AreaPalette = {
  title: say.images,
  all: async ({ client, navigate }) =>
    (await client.ensureQueryData(imagesQuery)).map(({ id, name, size }) => ({
      key: `image-${id}`,
      whenTyped: true,
      label: plainName(name),
      detail: bytes(size),
      icon: IconDisc,
      go: () => navigate({ to: '/images/$id', params: { id } }),
    })),
};

import { useQuery } from '@tanstack/react-query';
import { IconDisc } from '@tabler/icons-react';
import { say } from '#text/areas';
import { imagesQuery } from '../api/images.ts';
import type { Area } from './area.ts';

export const images: Area = {
  pages: [
    {
      to: '/images',
      label: say.images,
      icon: IconDisc,
      group: 'main',
      letter: 'i',
      useCount: () => useQuery({ ...imagesQuery, enabled: false }).data?.length,
    },
  ],
  palette: () => import('./palette/images.ts'),
};

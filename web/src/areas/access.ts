import { IconKey } from '@tabler/icons-react';
import { say } from '#text/areas';
import type { Area } from './area.ts';

export const access: Area = {
  pages: [{ to: '/access', label: say.access, icon: IconKey, group: 'account', letter: 'k' }],
  palette: () => import('./palette/access.ts'),
};

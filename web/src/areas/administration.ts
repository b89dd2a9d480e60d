import { IconHeartbeat, IconMail } from '@tabler/icons-react';
import { say } from '#text/areas';
import type { Area } from './area.ts';

/** What administrators see of the whole cloud. */
export const administration: Area = {
  right: 'see the whole cloud',
  pages: [
    { to: '/admin', label: say.cloudState, icon: IconHeartbeat, group: 'cloud', onPhone: true },
    { to: '/admin/mail', label: say.mail, icon: IconMail, group: 'cloud' },
  ],
};

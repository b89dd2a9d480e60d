import { IconUser } from '@tabler/icons-react';
import { say } from '#text/palette';
import { readAccounts } from '../../api/users.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette } from '../area.ts';

const MOST = 6;

export const palette: AreaPalette = {
  title: say.people,
  ask: async (text, { navigate }, signal) =>
    (await readAccounts({ match: text.slice(0, 300), limit: MOST }, signal)).rows.map(
      ({ uuid, name, email }) => ({
        key: `user-${uuid}`,
        label: plainName(name === '' ? email : name),
        detail: plainName(email),
        icon: IconUser,
        go: () => navigate({ to: '/admin/users/$uuid', params: { uuid } }),
      }),
    ),
};

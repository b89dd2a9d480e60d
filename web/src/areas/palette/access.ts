import { IconKey, IconUser } from '@tabler/icons-react';
import { say } from '#text/palette';
import { sshKeysQuery } from '../../api/ssh-keys.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette, Found } from '../area.ts';

export const palette: AreaPalette = {
  title: say.sshKeys,
  all: async ({ client, navigate }) => {
    const profile: Found = {
      key: 'profile-page',
      kind: 'go',
      whenTyped: true,
      label: say.profile,
      detail: '',
      icon: IconUser,
      go: () => navigate({ to: '/profile' }),
    };
    const keys = await client.ensureQueryData(sshKeysQuery);
    if (keys === null) return [profile];
    const go = () => navigate({ to: '/access/ssh-keys' });
    const page: Found = {
      key: 'keys-page',
      kind: 'go',
      whenTyped: true,
      label: say.sshKeys,
      detail: '',
      icon: IconKey,
      go,
    };
    return [
      ...keys.map(({ name, fingerprint }) => ({
        key: `key-${name}`,
        whenTyped: true as const,
        label: plainName(name),
        detail: fingerprint,
        icon: IconKey,
        go,
      })),
      page,
      profile,
    ];
  },
};

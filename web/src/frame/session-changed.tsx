import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { say } from '#text/frame';
import type { Person } from '../api/session.ts';
import { useOtherAccount } from '../api/other-account.ts';
import { Dialog } from '../parts/dialog.tsx';

/** Over the page when another account has logged in in this browser: nothing of this page may be done in its name. */
export function SessionChanged({ person }: { person: Person }) {
  const other = useOtherAccount();
  return (
    <Dialog
      onTop
      opened={other !== undefined}
      onClose={() => undefined}
      closable={false}
      title={say.otherAccount}
      size={420}
    >
      <p className="dialog-text">
        {say.otherAccountMeans({ other: <b>{other}</b>, own: <b>{person.email}</b> })}
      </p>
      <div className="row end-row">
        <Button
          data-autofocus
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => location.assign('/ui/')}
        >
          {say.goOnAs({ other: other ?? '' })}
        </Button>
      </div>
    </Dialog>
  );
}

import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
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
      title="Another account is logged in now"
      size={420}
    >
      <p className="sub" style={{ margin: '0 0 16px' }}>
        <b>{other}</b> has logged in in another tab of this browser. This page shows what belongs to{' '}
        <b>{person.email}</b>, and does nothing more until it is loaded again.
      </p>
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button
          data-autofocus
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => location.assign('/ui/')}
        >
          Go on as {other}
        </Button>
      </div>
    </Dialog>
  );
}

import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { Empty } from './empty.tsx';

/** Instead of a page whose script could not be had; the frame around it keeps working. */
export function ScriptMissing({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert">
      <Empty
        tone="bad"
        heading
        icon={IconPlugConnectedX}
        title="This page could not be loaded"
        actions={
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
            Try again
          </Button>
        }
      >
        The rest of the console stays as it is, and your machines keep running.
      </Empty>
    </div>
  );
}

import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { say } from '#text/parts';
import { Empty } from './empty.tsx';

/** Instead of a page whose script could not be had; the frame around it keeps working. */
export function ScriptMissing({ onRetry }: { onRetry: () => void }) {
  return (
    <div role="alert">
      <Empty
        tone="bad"
        heading
        icon={IconPlugConnectedX}
        title={say.pageMissing}
        actions={
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={onRetry}>
            {say.tryAgain}
          </Button>
        }
      >
        {say.pageMissingMeans}
      </Empty>
    </div>
  );
}

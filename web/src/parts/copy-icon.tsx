import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { say } from '#text/parts';

/** Copies and answers in place; an icon, beside the thing that is copied. */
export function CopyIcon({ text, name }: { text: string; name: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Tooltip label={clipboard.copied ? say.copied : say.copy} openDelay={0}>
      <ActionIcon
        size={26}
        aria-label={clipboard.copied ? say.copied : say.copyOf({ name })}
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? (
          <IconCheck size={14} color="var(--ok-dot)" />
        ) : (
          <IconCopy size={14} stroke={1.7} />
        )}
      </ActionIcon>
    </Tooltip>
  );
}

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** Copies and answers in place. */
export function CopyButton({
  text,
  label = 'Copy',
  size = 'sm',
}: {
  text: string;
  label?: string;
  size?: string;
}) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Button
      variant="default"
      size={size}
      leftSection={clipboard.copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      onClick={() => clipboard.copy(text)}
    >
      {clipboard.copied ? 'Copied' : label}
    </Button>
  );
}

/** The same as an icon, beside the thing that is copied. */
export function CopyIcon({ text, name }: { text: string; name: string }) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Tooltip label={clipboard.copied ? 'Copied' : 'Copy'} openDelay={0}>
      <ActionIcon
        size={26}
        aria-label={clipboard.copied ? 'Copied' : `Copy ${name}`}
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

import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { say } from '#text/parts';

/** Copies and answers in place. */
export function CopyButton({
  text,
  label = say.copy,
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
      {clipboard.copied ? say.copied : label}
    </Button>
  );
}

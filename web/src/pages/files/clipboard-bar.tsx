import { say } from '#text/files';
import { CloseButton } from '@mantine/core';
import { IconClipboard } from '@tabler/icons-react';
import { ActButton } from '../../parts/act-button.tsx';
import styles from './files.module.css';
import type { FolderSpot } from './transfer/plan.ts';
import { useTransfers } from './transfer/transfer-context.tsx';

/** What waits to be put somewhere, with the button that puts it here. */
export function ClipboardBar({ to }: { to: FolderSpot }) {
  const { clipboard, setClipboard, into } = useTransfers();
  if (clipboard === undefined) return null;
  const { verb, entries, container } = clipboard;
  const count = entries.length;
  return (
    <div className={styles['clipboard']} role="status">
      <span className="sub">{verb === 'move' ? say.cutNote({ count }) : say.copiedNote({ count })}</span>
      <ActButton
        size="compact-sm"
        variant="light"
        leftSection={<IconClipboard size={15} aria-hidden />}
        aria-keyshortcuts="Control+V"
        onClick={() => {
          if (verb === 'move') setClipboard(undefined);
          void into(verb, entries, container, to);
        }}
      >
        {say.pasteCount({ count })}
      </ActButton>
      <CloseButton size="sm" aria-label={say.forgetClipboard} onClick={() => setClipboard(undefined)} />
    </div>
  );
}

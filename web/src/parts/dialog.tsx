import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { say } from '#text/parts';
import { ClosingContext, useClosing } from './closing.ts';
import { useFocusBack } from './focus-back.ts';

export interface DialogProps {
  title: ReactNode;
  children: ReactNode;
  size?: number;
  opened?: boolean;
  /** Without it the dialog has no cross: one of its buttons must be chosen. */
  closable?: boolean;
  /** Above every other dialog. */
  onTop?: boolean;
  onClose: () => void;
}

/**
 * A dialog with a heading. Built from parts because the ready one puts a second page header into the page, and locks the
 * scroll by a style of its own that the page's policy refuses. What is typed in it is not lost by Escape or a press beside it: a
 * form in it asks.
 */
export function Dialog({
  title,
  children,
  size = 480,
  opened = true,
  closable = true,
  onTop = false,
  onClose,
}: DialogProps) {
  useFocusBack();
  const { closing, close } = useClosing(onClose);
  return (
    <ClosingContext value={closing}>
      <Modal.Root
        opened={opened}
        onClose={close}
        closeOnEscape={!closing.asked}
        size={size}
        centered
        closeOnClickOutside={closable}
        {...(onTop ? { zIndex: 400 } : {})}
        radius={14}
        padding={20}
        lockScroll={false}
      >
        <Modal.Overlay color="#0a0d18" backgroundOpacity={0.46} />
        <Modal.Content className="dialog">
          <div className="dialog-head">
            <Modal.Title>{title}</Modal.Title>
            {closable && <Modal.CloseButton aria-label={say.close} />}
          </div>
          <Modal.Body>{children}</Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </ClosingContext>
  );
}

import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useContext, useEffect, type ReactNode } from 'react';
import { say } from '#text/form';
import { ClosingContext } from './closing.ts';
import { Dialog } from './dialog.tsx';

export interface LeaveGuardProps {
  /** Whether something would be lost now by going from this page to another, or out of the console. */
  loses: (to?: string) => boolean;
  title: string;
  /** The button that goes on, where there is more to say. */
  leave?: string;
  /** What is lost. */
  children: ReactNode;
  onLeave?: () => void;
}

/**
 * Asks who goes to another page, or closes the dialog that this is in by a key or a press beside it, before something is lost.
 * Filters and dialogs in the address are the same page.
 */
export function LeaveGuard({ loses, title, leave = say.leave, children, onLeave }: LeaveGuardProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && loses(next.pathname),
    enableBeforeUnload: () => loses(),
    withResolver: true,
  });
  const closing = useContext(ClosingContext);
  useEffect(() => closing?.watch(() => loses()));
  const isClosing = closing?.asked === true;
  if (status !== 'blocked' && !isClosing) return null;
  const stay = isClosing ? () => closing.answer(false) : reset;
  return (
    <Dialog onTop title={title} closable={false} onClose={() => stay?.()}>
      <div className="dialog-text">{children}</div>
      <div className="row end-row dialog-buttons">
        <Button variant="default" data-autofocus onClick={() => stay?.()}>
          {say.stay}
        </Button>
        <Button
          onClick={() => {
            onLeave?.();
            if (isClosing) closing.answer(true);
            else proceed?.();
          }}
        >
          {leave}
        </Button>
      </div>
    </Dialog>
  );
}

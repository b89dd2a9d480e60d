import { Button } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { say } from '#text/form';
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

/** Asks who goes to another page before something is lost. Filters and dialogs in the address are the same page. */
export function LeaveGuard({ loses, title, leave = say.leave, children, onLeave }: LeaveGuardProps) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && loses(next.pathname),
    enableBeforeUnload: () => loses(),
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Dialog onTop title={title} closable={false} onClose={reset}>
      <div className="dialog-text">{children}</div>
      <div className="row end-row dialog-buttons">
        <Button variant="default" data-autofocus onClick={reset}>
          {say.stay}
        </Button>
        <Button
          onClick={() => {
            onLeave?.();
            proceed();
          }}
        >
          {leave}
        </Button>
      </div>
    </Dialog>
  );
}

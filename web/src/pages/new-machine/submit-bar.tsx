import { IconChevronUp } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { say } from '#text/new-machine';
import { Dialog } from '../../parts/dialog.tsx';
import type { Problem } from './order.ts';
import { ProblemNote } from './problem-note.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import css from './new-machine.module.css';

/** The bar above the tabs of a phone: whether it fits, what it takes, and the order; the meters open as a sheet. */
export function SubmitBar({
  fits,
  takes,
  working,
  problem,
  onCreate,
  children,
}: {
  fits: boolean;
  takes: string;
  working: boolean;
  problem: Problem | undefined;
  onCreate: () => void;
  children: ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  return (
    <div className="submit-bar only-phone">
      {problem !== undefined && (
        <div className={css.pick}>
          <ProblemNote problem={problem} />
        </div>
      )}
      <button type="button" className="takes" onClick={() => setOpened(true)}>
        <span className={`row strong near ${fits ? '' : 'failure'}`}>
          {fits ? say.fits : say.doesNotFit}
          <IconChevronUp size={14} aria-hidden />
        </span>
        <span className="sub num cut">{takes}</span>
      </button>
      <ActButton h={44} loading={working} onClick={onCreate}>
        {say.create}
      </ActButton>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={say.yourQuota}>
        {children}
      </Dialog>
    </div>
  );
}

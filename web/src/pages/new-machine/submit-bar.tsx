import { IconChevronUp } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../parts/dialog.tsx';
import type { Problem } from './order.ts';
import { ProblemNote } from './problem-note.tsx';
import { ActButton } from '../../parts/act-button.tsx';

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
        <div style={{ width: '100%' }}>
          <ProblemNote problem={problem} />
        </div>
      )}
      <button type="button" className="takes" onClick={() => setOpened(true)}>
        <span className="row strong" style={{ gap: 4, ...(fits ? {} : { color: 'var(--bad)' }) }}>
          {fits ? 'Fits your quota' : 'Does not fit your quota'}
          <IconChevronUp size={14} aria-hidden />
        </span>
        <span className="sub num cut">{takes}</span>
      </button>
      <ActButton h={44} loading={working} onClick={onCreate}>
        Create
      </ActButton>
      <Dialog opened={opened} onClose={() => setOpened(false)} title="Your quota">
        {children}
      </Dialog>
    </div>
  );
}

import { IconChevronUp } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { Drawer } from '../drawer.tsx';
import { usePhone } from '../phone.ts';

export interface ReviewProps {
  title: string;
  /** On a phone, where the rest is a press away: whether it can be, and what it comes to. */
  brief: { fits: boolean; word: string; line: string };
  /** What will be made and what it takes. */
  children: ReactNode;
  /** Of the form: what is wrong, and its button. */
  foot: ReactNode;
}

/** Beside the steps of a form: what sending it would do. On a phone a bar above the tabs, the rest as a sheet. */
export function Review({ title, brief, children, foot }: ReviewProps) {
  const [opened, setOpened] = useState(false);
  if (!usePhone())
    return (
      <aside className="card review" aria-label={title}>
        <div className="card-head">
          <h2 className="h2">{title}</h2>
        </div>
        {children}
        <div className="pad grid close review-foot">{foot}</div>
      </aside>
    );
  return (
    <div className="submit-bar only-phone">
      <button type="button" className="takes" onClick={() => setOpened(true)}>
        <span className={`row strong near ${brief.fits ? '' : 'failure'}`}>
          {brief.word}
          <IconChevronUp size={14} aria-hidden />
        </span>
        <span className="sub num cut">{brief.line}</span>
      </button>
      {foot}
      {opened && (
        <Drawer title={title} onClose={() => setOpened(false)}>
          {children}
        </Drawer>
      )}
    </div>
  );
}

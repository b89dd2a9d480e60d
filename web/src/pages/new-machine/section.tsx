import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface SectionState {
  open: boolean;
  onOpen: () => void;
}

/** One of the four steps: open, or folded to a line that says what is chosen. */
export function Section({
  number,
  title,
  summary,
  open,
  onOpen,
  children,
}: SectionState & { number: number; title: string; summary: ReactNode; children: ReactNode }) {
  return (
    <section className={open ? 'section open' : 'section done'} aria-label={title}>
      <header>
        <span className="n" aria-hidden>
          {open ? number : <IconCheck size={14} stroke={2.6} />}
        </span>
        <h2>{title}</h2>
        {!open && (
          <>
            <span className="sub cut" style={{ marginInlineStart: 4 }}>
              {summary}
            </span>
            <Button
              className="push"
              variant="subtle"
              size="compact-sm"
              aria-label={`Change ${title.toLowerCase()}`}
              onClick={onOpen}
            >
              Change
            </Button>
          </>
        )}
      </header>
      {open && <div className="inside">{children}</div>}
    </section>
  );
}

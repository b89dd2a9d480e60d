import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { say } from '#text/new-machine';

export interface SectionState {
  open: boolean;
  /** Its turn has been: what it holds was looked at or chosen. */
  done: boolean;
  onOpen: () => void;
}

/** One of the steps: open, or folded to a line that says what is chosen. */
export function Section({
  number,
  title,
  summary,
  open,
  done,
  onOpen,
  children,
}: SectionState & { number: number; title: string; summary: ReactNode; children: ReactNode }) {
  const inside = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useEffect(() => {
    // What was opened takes the focus, but nothing does when the page comes up.
    if (!first.current && open) inside.current?.focus();
    first.current = false;
  }, [open]);
  return (
    <section className={open ? 'section open' : done ? 'section done' : 'section'} aria-label={title}>
      <header>
        <span className="n" aria-hidden>
          {done && !open ? <IconCheck size={14} stroke={2.6} /> : number}
        </span>
        <h2>{title}</h2>
        {!open && (
          <>
            <span className="sub cut">{summary}</span>
            <Button
              className="push"
              variant="subtle"
              size="compact-sm"
              aria-label={say.changeOf({ section: title })}
              onClick={onOpen}
            >
              {say.change}
            </Button>
          </>
        )}
      </header>
      {open && (
        <div className="inside" ref={inside} tabIndex={-1}>
          {children}
        </div>
      )}
    </section>
  );
}

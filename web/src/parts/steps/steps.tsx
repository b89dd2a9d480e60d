import { Button } from '@mantine/core';
import { IconArrowDown, IconCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { say } from '#text/form';

export interface StepState {
  number: number;
  open: boolean;
  /** Its turn has been: what it holds was looked at or chosen. */
  done: boolean;
  onOpen: () => void;
  /** Leads to the step after it; the last has none. */
  onNext?: () => void;
}

/** The steps of a form, of which one is open. All have defaults, so that none has to be opened, and the form can be sent at any. */
export function useSteps<Name extends string>(
  names: readonly Name[],
  first: Name,
): { open: Name; go: (name: Name) => void; step: (name: Name) => StepState } {
  const [open, go] = useState(first);
  const [furthest, setFurthest] = useState(0);
  const reached = Math.max(furthest, names.indexOf(open));
  if (reached > furthest) setFurthest(reached);
  return {
    open,
    go,
    step(name) {
      const at = names.indexOf(name);
      const next = names[at + 1];
      return {
        number: at + 1,
        open: name === open,
        done: at < reached,
        onOpen: () => go(name),
        ...(next === undefined ? {} : { onNext: () => go(next) }),
      };
    },
  };
}

export interface StepProps extends StepState {
  title: string;
  /** What is chosen, in a line. */
  summary: ReactNode;
  /** What is wrong in it: said when it is folded as well. */
  problem?: ReactNode;
  children: ReactNode;
}

/** One of the steps: open, or folded to a line that says what is chosen. */
export function Step({ number, title, summary, problem, open, done, onOpen, onNext, children }: StepProps) {
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
            <span className={problem === undefined ? 'sub cut' : 'failure cut'}>{problem ?? summary}</span>
            <Button
              className="push"
              variant="subtle"
              size="compact-sm"
              aria-label={say.changeOf({ step: title })}
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
          {problem !== undefined && (
            <p role="alert" className="failure above-12">
              {problem}
            </p>
          )}
          {onNext !== undefined && (
            <div className="row step-next">
              <Button
                variant="light"
                className="push"
                rightSection={<IconArrowDown size={15} aria-hidden />}
                onClick={onNext}
              >
                {say.next}
              </Button>
            </div>
          )}
        </div>
      )}
    </section>
  );
}

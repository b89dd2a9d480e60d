import { Link, type LinkProps } from '@tanstack/react-router';
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { say } from '#text/parts';
import { Name } from './name.tsx';

export interface CrumbsProps {
  /** The list that it is one of. */
  list: NonNullable<LinkProps['to']>;
  word: string;
  name: string;
  /** At the end: the ways to the ones before and after it. */
  children?: ReactNode;
}

/** Where one is: the list, and the thing in it. */
export function Crumbs({ list, word, name, children }: CrumbsProps) {
  return (
    <nav className="crumbs" aria-label={say.whereYouAre}>
      <Link to={list}>{word}</Link>
      <IconChevronRight size={14} aria-hidden />
      <span className="cut">
        <Name of={name} />
      </span>
      {children}
    </nav>
  );
}

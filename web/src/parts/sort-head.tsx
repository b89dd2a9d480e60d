import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Sort } from './sort.ts';

export interface SortHeadProps<Column extends string> {
  column: Column;
  sort: Sort<Column>;
  className?: string;
  children: ReactNode;
  onSort: (sort: Sort<Column>) => void;
}

/** The head of a column that a list can be ordered by; pressing it again turns the order round. */
export function SortHead<Column extends string>({
  column,
  sort,
  className,
  children,
  onSort,
}: SortHeadProps<Column>) {
  const on = sort.by === column;
  const Arrow = sort.down ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={className}
      {...(on ? { 'aria-sort': sort.down ? ('descending' as const) : ('ascending' as const) } : {})}
    >
      <button
        type="button"
        className="sort-head"
        onClick={() => onSort({ by: column, down: on && !sort.down })}
      >
        {children}
        {on && <Arrow size={14} aria-hidden />}
      </button>
    </th>
  );
}

import { say } from '#text/table';
import { Button } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Empty } from '../empty.tsx';
import { LoadError } from '../load-error.tsx';
import { RowsSkeleton } from '../skeletons.tsx';
import type { Source } from './source.ts';

export interface ListStatesProps {
  source: Pick<Source<never>, 'total' | 'unfiltered' | 'error' | 'refetch'>;
  state: { filter: string; setFilter: (filter: string) => void };
  /** "3 machines" */
  counted: (count: number) => string;
  /** What stands there when there is nothing at all. */
  empty: ReactNode;
  failed: { title: string; stillWorks?: string };
  /** What else hides rows besides the filter; `clear` ends both. */
  hiding?: { text: string; clear: () => void };
  waiting?: ReactNode;
  /** In a place that scrolls by itself: no frame of its own. */
  bare?: boolean;
}

/** A list, or what stands instead of it: not there yet, not to be had, nothing, or nothing that matches. */
export function ListStates(props: ListStatesProps & { children: (total: number) => ReactNode }): ReactNode {
  const { source, waiting = <RowsSkeleton rows={6} />, bare = false, children } = props;
  if (source.total === undefined && source.error === null) return waiting;
  if (source.total !== undefined && source.total > 0) return children(source.total);
  return <div className={bare ? undefined : 'card'}>{insteadOf(props)}</div>;
}

function insteadOf({
  source: { total, unfiltered, error, refetch },
  state: { filter, setFilter },
  counted,
  empty,
  failed,
  hiding,
}: ListStatesProps): ReactNode {
  if (total === undefined) return <LoadError {...failed} error={error} onRetry={refetch} />;
  if (unfiltered === 0 || (filter === '' && hiding === undefined)) return empty;
  return (
    <Empty
      icon={IconFilter}
      title={say.nothingMatches({ text: filter === '' ? (hiding?.text ?? '') : filter })}
      actions={
        <Button variant="default" onClick={hiding?.clear ?? (() => setFilter(''))}>
          {say.clearFilter}
        </Button>
      }
    >
      {unfiltered !== undefined && say.hidden({ what: counted(unfiltered) })}
    </Empty>
  );
}

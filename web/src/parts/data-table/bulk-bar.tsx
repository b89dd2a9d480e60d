import { say } from '#text/table';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './data-table.module.css';
import type { Selection } from './use-selection.ts';

/** Floats over a table while rows are ticked: how many, what can be done with them (`PlainAct`), and an end to it. */
export function BulkBar<Row>({
  label,
  selection,
  children,
}: {
  label: string;
  selection: Selection<Row>;
  children: ReactNode;
}) {
  return (
    <div className={styles['bulk']} role="toolbar" aria-label={label}>
      <b className="num">{say.selected({ count: selection.count })}</b>
      {children}
      <button
        type="button"
        aria-label={say.clearSelection}
        aria-keyshortcuts="Escape"
        onClick={selection.clear}
      >
        <IconX size={16} aria-hidden />
      </button>
    </div>
  );
}

import { useRef, type DragEvent, type RefObject } from 'react';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import type { Selection } from '../../parts/data-table/use-selection.ts';
import { entryUnder, type RowsInSight } from './rows-in-sight.ts';
import type { Place } from './place.ts';
import { type FolderSpot, transfersInto, goesIntoItself } from './transfer/plan.ts';
import { useTransfers } from './transfer/transfer-context.tsx';

/** Marks the folder that takes what is dropped now. */
const OVER = 'data-drop-over';

export interface FileDrag {
  /** The folder under the pointer: a row, or a part of the path; undefined for the place itself. */
  folderUnder: (event: DragEvent) => FolderSpot | undefined;
  /** Whether rows of this page are dragged, and not files from outside. */
  isOurs: () => boolean;
  start: (event: DragEvent) => void;
  end: () => void;
  /** Says what would happen, by the pointer and an outline. */
  over: (event: DragEvent) => void;
  drop: (event: DragEvent) => void;
  outline: (event: DragEvent) => void;
}

/** Rows that are dragged onto a folder, or onto a part of the path, are moved there; with Ctrl they are copied. */
export function useFileDrag(
  { container }: Place,
  rows: RowsInSight,
  selection: RefObject<Selection<Entry> | undefined>,
): FileDrag {
  const { into } = useTransfers();
  const dragged = useRef<Entry[]>([]);
  const outlined = useRef<Element>(undefined);
  const targetOf = (event: DragEvent): Element | undefined => {
    const target = event.target instanceof Element ? event.target : undefined;
    const row = target?.closest('[data-row]') ?? undefined;
    if (row !== undefined) return entryUnder(row, rows)?.folder === true ? row : undefined;
    return target?.closest('[data-drop-folder]') ?? undefined;
  };
  const folderUnder = (event: DragEvent): FolderSpot | undefined => {
    const target = targetOf(event);
    if (target === undefined) return undefined;
    const path = target.getAttribute('data-drop-folder');
    if (path !== null) return { container, folder: path };
    const entry = entryUnder(target, rows);
    return entry === undefined ? undefined : { container, folder: `${entry.name}/` };
  };
  const outlineOf = (target: Element | undefined) => {
    if (outlined.current === target) return;
    outlined.current?.removeAttribute(OVER);
    target?.setAttribute(OVER, '');
    outlined.current = target;
  };
  const takes = (to: FolderSpot | undefined, entries = dragged.current): to is FolderSpot =>
    to !== undefined && !transfersInto('move', entries, container, to).some(goesIntoItself);
  return {
    folderUnder,
    isOurs: () => dragged.current.length > 0,
    start(event) {
      const entry = container === TRASH ? undefined : entryUnder(event.target, rows);
      if (entry === undefined) return;
      const ticked = selection.current;
      // Ticked rows that are not here are not dragged: they cannot be seen to go.
      dragged.current = ticked?.has(rows.key(entry)) === true && !ticked.all ? ticked.known : [entry];
      event.dataTransfer.effectAllowed = 'copyMove';
      event.dataTransfer.setData('text/plain', dragged.current.map(({ name }) => name).join('\n'));
    },
    end() {
      dragged.current = [];
      outlineOf(undefined);
    },
    over(event) {
      const to = folderUnder(event);
      outlineOf(takes(to) ? targetOf(event) : undefined);
      if (!takes(to)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = event.ctrlKey ? 'copy' : 'move';
    },
    drop(event) {
      const to = folderUnder(event);
      const entries = dragged.current;
      dragged.current = [];
      outlineOf(undefined);
      event.preventDefault();
      if (takes(to, entries)) void into(event.ctrlKey ? 'copy' : 'move', entries, container, to);
    },
    outline: (event) => outlineOf(targetOf(event)),
  };
}

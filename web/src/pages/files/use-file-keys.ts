import { useLayoutEffect, useRef, type RefObject } from 'react';
import { isAway } from '../../api/connection.ts';
import type { Entry } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { belongsToPage } from '../../frame/page-keys.ts';
import type { Selection } from '../../parts/data-table/use-selection.ts';
import { kept } from '../../parts/kept.ts';
import { useOpenDetails } from './details/open-details.ts';
import { useAskDeed } from './file-deeds.tsx';
import { entryUnder, type RowsInSight } from './rows-in-sight.ts';
import type { Place } from './place.ts';
import { useTransfers } from './transfer/transfer-context.tsx';

/** The keys of files: I and space for details; of one's own F2, and cut, copy and paste as everywhere. */
export function useFileKeys(
  place: Place,
  rows: RowsInSight,
  selection: RefObject<Selection<Entry> | undefined>,
): void {
  const ask = useAskDeed();
  const openDetails = useOpenDetails();
  const { clipboard, setClipboard, into } = useTransfers();
  const { container, folder, owner } = place;
  /** The ticked ones, else the one with the focus. */
  const meant = async (): Promise<Entry[]> => {
    if (selection.current !== undefined) return selection.current.load();
    const entry = entryUnder(document.activeElement, rows);
    return entry === undefined ? [] : [entry];
  };
  const hear = (event: KeyboardEvent) => {
    const held = event.ctrlKey || event.metaKey;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (!belongsToPage(event, held)) return;
    if (!held && isPreviewKey(event, key)) {
      const entry = entryUnder(document.activeElement, rows) ?? selection.current?.known[0];
      if (entry === undefined) return;
      openDetails(entry.name);
    } else if (container === TRASH || owner !== undefined || isAway()) return;
    else if (key === 'F2' && !held) void meant().then((entries) => ask('rename', entries.slice(0, 1)));
    else if (held && (key === 'c' || key === 'x') && getSelection()?.isCollapsed !== false) {
      void meant().then((entries) => {
        if (entries.length > 0) setClipboard({ verb: key === 'c' ? 'copy' : 'move', container, entries });
      });
    } else if (held && key === 'v' && clipboard !== undefined) {
      if (clipboard.verb === 'move') setClipboard(undefined);
      void into(clipboard.verb, clipboard.entries, clipboard.container, { container, folder });
    } else return;
    event.preventDefault();
  };
  const latest = useRef(hear);
  useLayoutEffect(() => {
    latest.current = hear;
  });
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => latest.current(event);
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

/** I, and the space bar on a row where it does not tick or press anything. */
function isPreviewKey({ target }: KeyboardEvent, key: string): boolean {
  if (key === 'i') return kept('single-keys') !== 'off';
  return key === ' ' && target instanceof Element && target.matches('[data-row], [data-row-link]');
}

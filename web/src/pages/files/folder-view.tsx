import { CloseButton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { folderQuery } from '../../api/files.ts';
import { TRASH } from '../../api/trash.ts';
import { FilterField } from '../../parts/filter-field.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { sortOf, sortText } from '../../parts/sort.ts';
import { chosenFiles, droppedFiles } from '../../upload/dropped-files.ts';
import { containerWord, folderWord } from './container-words.ts';
import { FILE_COLUMNS, orderedEntries } from './file-order.ts';
import { FileTable } from './file-table.tsx';
import { FilesBulkBar } from './files-bulk-bar.tsx';
import { FolderHead } from './folder-head.tsx';
import { FolderStates } from './folder-states.tsx';
import { trashSumsQuery, withSums } from './trash-sums.ts';
import { usePlaceUpload } from './use-place-upload.ts';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';
import type { Place } from './place.ts';

/** One folder: its files, and a place to drop more. */
export function FolderView(place: Place) {
  const { person, container, folder } = place;
  const here = folder === '' ? containerWord(container) : folderWord(container, folder.slice(0, -1));
  usePageTitle(`${plainName(here)} · Files`);
  const { filter = '', sort: order } = useSearch({ from: '/inside/files' });
  const navigate = useNavigate({ from: '/files' });
  const listing = useInfiniteQuery(folderQuery(person.uuid, container, folder));
  const { upload, refusal, forgetRefusal } = usePlaceUpload(place);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [over, setOver] = useState(false);
  const sort = sortOf(order, FILE_COLUMNS);
  const droppable = container !== TRASH;
  const { data: sums } = useQuery({ ...trashSumsQuery(person.uuid, folder), enabled: !droppable });
  const listed = listing.data?.pages.flatMap((page) => page.entries) ?? [];
  const entries = orderedEntries(droppable ? listed : withSums(listed, sums), sort);
  const shown = entries.filter(({ name }) =>
    folderWord(container, name).toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const selected = shown.filter(({ name }) => chosen.has(name));
  const setFilter = (text: string) =>
    void navigate({
      search: ({ filter: _old, ...rest }) => (text === '' ? rest : { ...rest, filter: text }),
      replace: true,
    });
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (droppable) void droppedFiles(event.dataTransfer.items).then(upload);
  };
  return (
    <div
      style={{ display: 'contents' }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(droppable);
      }}
      onDragLeave={(event) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false)
      }
      onDrop={onDrop}
    >
      <FolderHead
        {...place}
        empty={listing.isSuccess && entries.length === 0}
        onFiles={(list) => upload(chosenFiles(list))}
        sums={droppable ? undefined : sums}
      />
      {refusal !== '' && (
        <div className="note bad" role="alert" style={{ margin: '0 20px 12px' }}>
          <span style={{ flex: 1 }}>{refusal}</span>
          <CloseButton aria-label="Close" onClick={forgetRefusal} />
        </div>
      )}
      {(entries.length > 0 || filter !== '') && (
        <div className="row" style={{ padding: '0 20px 12px' }}>
          <FilterField label="Filter by name" kept={filter} onKeep={setFilter} />
        </div>
      )}
      <div className="files-list">
        <FolderStates
          listing={listing}
          trash={!droppable}
          all={entries.length}
          shown={shown.length}
          filter={filter}
          onClearFilter={() => setFilter('')}
        />
        {shown.length > 0 && (
          <FileTable
            place={place}
            entries={shown}
            sort={sort}
            onSort={(next) =>
              void navigate({ search: (old) => ({ ...old, sort: sortText(next) }), replace: true })
            }
            chosen={chosen}
            onChosen={setChosen}
          />
        )}
        {listing.hasNextPage && (
          <p style={{ textAlign: 'center' }}>
            <button type="button" className="link" onClick={() => void listing.fetchNextPage()}>
              Show more
            </button>
          </p>
        )}
      </div>
      {selected.length > 0 && (
        <FilesBulkBar place={place} entries={selected} onClear={() => setChosen(new Set())} />
      )}
      {over && (
        <div className="drop-here">
          <IconUpload size={28} stroke={1.6} aria-hidden />
          Drop to upload to <Name of={here} />
        </div>
      )}
    </div>
  );
}

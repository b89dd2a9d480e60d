import { TextInput } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconSearch, IconUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { folderQuery, type Entry } from '../../api/files.ts';
import type { Person } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { chosenFiles, droppedFiles, type PathFile } from '../../upload/dropped-files.ts';
import { useUploadQueue } from '../../upload/upload-context.tsx';
import { containerWord } from './container-words.ts';
import { FileTable } from './file-table.tsx';
import { FolderHead } from './folder-head.tsx';

export interface Place {
  person: Person;
  container: string;
  /** `''` at the top, else with a slash at its end. */
  folder: string;
}

/** One folder: its files, and a place to drop more. */
export function FolderView(place: Place) {
  const { person, container, folder } = place;
  useDocumentTitle(`${folder === '' ? containerWord(container) : folder.slice(0, -1)} · Files · Synnefo`);
  const listing = useInfiniteQuery(folderQuery(person.uuid, container, folder));
  const queue = useUploadQueue();
  const [filter, setFilter] = useState('');
  const [over, setOver] = useState(false);
  const upload = (files: PathFile[]) =>
    queue.add(
      files.map(({ file, path }) => ({
        file,
        target: { account: person.uuid, container, object: `${folder}${path}` },
      })),
    );
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedFiles(event.dataTransfer.items).then(upload);
  };
  const entries = sorted(listing.data?.pages.flatMap((page) => page.entries) ?? []);
  const shown = entries.filter(({ name }) =>
    name.slice(folder.length).toLowerCase().includes(filter.toLowerCase()),
  );
  return (
    <div
      style={{ display: 'contents' }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) =>
        event.currentTarget.contains(event.relatedTarget as Node | null) || setOver(false)
      }
      onDrop={onDrop}
    >
      <FolderHead {...place} onFiles={(list) => upload(chosenFiles(list))} />
      {entries.length > 0 && (
        <div className="row" style={{ padding: '0 20px 12px' }}>
          <TextInput
            aria-label="Filter by name"
            placeholder="Filter by name"
            data-page-filter
            leftSection={<IconSearch size={15} aria-hidden />}
            rightSection={<span className="key hide-phone">/</span>}
            rightSectionWidth={34}
            style={{ flex: '0 1 260px' }}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        </div>
      )}
      <div className="files-list">
        {listing.isPending && <RowsSkeleton rows={6} />}
        {listing.isError && listing.data === undefined && (
          <LoadError
            title={
              listing.error instanceof ApiError && listing.error.status === 404
                ? 'There is no such folder'
                : 'The folder could not be loaded'
            }
            error={listing.error}
            stillWorks="Its files are stored safely."
            onRetry={() => void listing.refetch()}
          />
        )}
        {listing.isSuccess && entries.length === 0 && (
          <Empty icon={IconUpload} title="This folder is empty">
            Drop files or whole folders here, or press Upload. What the cloud already has is not sent again.
          </Empty>
        )}
        {entries.length > 0 && shown.length === 0 && (
          <Empty
            icon={IconSearch}
            title={`Nothing matches “${filter}”`}
            actions={
              <button type="button" className="link" onClick={() => setFilter('')}>
                Clear filter
              </button>
            }
          >
            {entries.length} hidden by the filter.
          </Empty>
        )}
        {shown.length > 0 && <FileTable place={place} entries={shown} />}
        {listing.hasNextPage && (
          <p style={{ textAlign: 'center' }}>
            <button type="button" className="link" onClick={() => void listing.fetchNextPage()}>
              Show more
            </button>
          </p>
        )}
      </div>
      {over && (
        <div className="drop-here">
          <IconUpload size={28} stroke={1.6} aria-hidden />
          Drop to upload to {folder === '' ? containerWord(container) : folder.slice(0, -1)}
        </div>
      )}
    </div>
  );
}

function sorted(entries: Entry[]): Entry[] {
  return entries.toSorted(
    (one, other) => Number(other.folder) - Number(one.folder) || one.name.localeCompare(other.name),
  );
}

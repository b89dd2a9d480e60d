import { say } from '#text/files';
import { CloseButton } from '@mantine/core';
import { IconTrash, IconUpload } from '@tabler/icons-react';
import { useState, type DragEvent } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { TRASH } from '../../api/trash.ts';
import { useNow } from '../../live/use-now.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { Name } from '../../parts/name.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { plainName } from '../../text/plain-name.ts';
import { chosenFiles, droppedFiles } from '../../upload/dropped-files.ts';
import { containerWord, folderWord } from './container-words.ts';
import { FILE_SORTS, useFileColumns } from './file-columns.tsx';
import { FilesBulkBar } from './files-bulk-bar.tsx';
import { FolderHead } from './folder-head.tsx';
import type { Place } from './place.ts';
import { useFolder } from './use-folder.ts';
import { usePlaceUpload } from './use-place-upload.ts';

/** One folder: its files, and a place to drop more. */
export function FolderView(place: Place) {
  const { person, container, folder } = place;
  const here = folder === '' ? containerWord(container) : folderWord(container, folder.slice(0, -1));
  usePageTitle(`${plainName(here)} · ${say.title}`);
  const state = useTableSearch(FILE_SORTS);
  const source = useFolder(place, state);
  const columns = useFileColumns(place, useNow());
  const { upload, refusal, forgetRefusal } = usePlaceUpload(place);
  const [over, setOver] = useState(false);
  const droppable = container !== TRASH;
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
        empty={source.total === 0 && state.filter === ''}
        onFiles={(list) => upload(chosenFiles(list))}
        sums={source.newest?.below}
      />
      {refusal !== '' && (
        <div className="note bad files-note" role="alert">
          <span>{refusal}</span>
          <CloseButton aria-label={say.close} onClick={forgetRefusal} />
        </div>
      )}
      {(source.total !== 0 || state.filter !== '') && (
        <div className="files-tools">
          <FilterField label={say.filter} kept={state.filter} onKeep={state.setFilter} />
        </div>
      )}
      <div className="files-list">
        <DataTable
          bare
          id={droppable ? 'files' : 'trash'}
          label={say.title}
          columns={columns}
          source={source}
          state={state}
          scope={`${container}/${folder}`}
          nameOf={({ name }) => plainName(folderWord(container, name))}
          counted={(count) => say.entries({ count })}
          bulk={(selection) => <FilesBulkBar person={person} container={container} selection={selection} />}
          failed={{
            title: isMissing(source.error) ? say.noFolder : say.folderNotLoaded,
            stillWorks: say.storedSafely,
          }}
          empty={
            droppable ? (
              <Empty icon={IconUpload} title={say.emptyFolder}>
                {say.emptyFolderDetail}
              </Empty>
            ) : (
              <Empty icon={IconTrash} title={say.emptyTrash}>
                {say.emptyTrashDetail}
              </Empty>
            )
          }
        />
      </div>
      {over && (
        <div className="drop-here">
          <IconUpload size={28} stroke={1.6} aria-hidden />
          <span>{say.dropTo({ place: <Name of={here} /> })}</span>
        </div>
      )}
    </div>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

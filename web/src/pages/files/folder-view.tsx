import { say } from '#text/files';
import { CloseButton } from '@mantine/core';
import { IconTrash, IconUpload } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useCallback, useRef, useState, type DragEvent } from 'react';
import type { Entry } from '../../api/files.ts';
import { ApiError } from '../../api/api-error.ts';
import { TRASH } from '../../api/trash.ts';
import { useNow } from '../../live/use-now.ts';
import type { Selection } from '../../parts/data-table/use-selection.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { plainName } from '../../text/plain-name.ts';
import { chosenFiles, droppedFiles } from '../../upload/dropped-files.ts';
import { containerWord, folderWord } from './container-words.ts';
import { FILE_SORTS, useFileColumns } from './file-columns.tsx';
import { ClipboardBar } from './clipboard-bar.tsx';
import { DetailsDrawer } from './details/details-drawer.tsx';
import { useOpenDetails } from './details/open-details.ts';
import { DropHere } from './drop-place.tsx';
import { FileDeeds } from './file-deeds.tsx';
import { FilesBulkBar } from './files-bulk-bar.tsx';
import { FolderHead } from './folder-head.tsx';
import type { Place } from './place.ts';
import { ScopeSelect } from './search/scope-select.tsx';
import { SearchResults } from './search/search-results.tsx';
import { useScope } from './search/scope.ts';
import { useFileDrag } from './use-file-drag.ts';
import { useFileKeys } from './use-file-keys.ts';
import { useFolder } from './use-folder.ts';
import { usePlaceUpload } from './use-place-upload.ts';

/** One folder: its files, and a place to drop more. */
export function FolderView(place: Place) {
  return (
    <FileDeeds place={place}>
      <Folder {...place} />
      <OpenDetails {...place} />
    </FileDeeds>
  );
}

function Folder(place: Place) {
  const { person, container, folder } = place;
  const here = folder === '' ? containerWord(container) : folderWord(container, folder.slice(0, -1));
  usePageTitle(`${plainName(here)} · ${say.title}`);
  const state = useTableSearch(FILE_SORTS);
  const source = useFolder(place, state);
  const [scope] = useScope();
  const searched = scope !== 'here' && state.filter.trim() !== '';
  const columns = useFileColumns(place, useNow());
  const { upload, refusal, forgetRefusal } = usePlaceUpload(place);
  const [over, setOver] = useState(false);
  const droppable = container !== TRASH;
  const ticked = useRef<Selection<Entry>>(undefined);
  const keepTicked = useCallback((selection: Selection<Entry> | undefined) => {
    ticked.current = selection;
  }, []);
  const drag = useFileDrag(place, source, ticked);
  useFileKeys(place, source, ticked);
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (drag.isOurs()) return drag.drop(event);
    const into = drag.folderUnder(event);
    drag.end();
    const inside = (into?.folder ?? folder).slice(folder.length);
    const isBelow = into === undefined || into.folder.startsWith(folder);
    if (!droppable || !isBelow) return;
    void droppedFiles(event.dataTransfer.items).then((files) =>
      upload(files.map(({ file, path }) => ({ file, path: inside + path }))),
    );
  };
  return (
    <div
      className="contents"
      onDragStart={drag.start}
      onDragEnd={drag.end}
      onDragOver={(event) => {
        if (drag.isOurs()) return drag.over(event);
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(droppable);
        if (droppable) drag.outline(event);
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
          <ScopeSelect />
          {source.total !== undefined && !searched && (
            <span className="sub num push hide-phone">{say.entries({ count: source.total })}</span>
          )}
        </div>
      )}
      {droppable && <ClipboardBar to={{ container, folder }} />}
      <div className="files-list">
        {scope !== 'here' && searched ? (
          <SearchResults place={place} scope={scope} state={state} />
        ) : (
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
            bulk={(selection) => (
              <FilesBulkBar
                person={person}
                container={container}
                selection={selection}
                onTicked={keepTicked}
              />
            )}
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
        )}
      </div>
      {over && <DropHere place={here} />}
    </div>
  );
}

function OpenDetails({ person, container }: Place) {
  const { details } = useSearch({ from: '/inside/files' });
  const open = useOpenDetails();
  if (details === undefined) return null;
  return (
    <DetailsDrawer person={person} container={container} name={details} onClose={() => open(undefined)} />
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

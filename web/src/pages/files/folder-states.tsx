import { IconSearch, IconTrash, IconUpload } from '@tabler/icons-react';
import { ApiError } from '../../api/api-error.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { counted } from '../../text/format.ts';

interface FolderStatesProps {
  listing: { isPending: boolean; data: unknown; error: unknown; refetch: () => unknown };
  trash: boolean;
  all: number;
  shown: number;
  filter: string;
  onClearFilter: () => void;
}

/** What stands instead of the files: not there yet, not reachable, none, or none that match. */
export function FolderStates({ listing, trash, all, shown, filter, onClearFilter }: FolderStatesProps) {
  if (listing.isPending) return <RowsSkeleton rows={6} />;
  if (listing.data === undefined) {
    const gone = listing.error instanceof ApiError && listing.error.status === 404;
    return (
      <LoadError
        title={gone ? 'There is no such folder' : 'The folder could not be loaded'}
        error={listing.error}
        stillWorks="Its files are stored safely."
        onRetry={() => void listing.refetch()}
      />
    );
  }
  if (all === 0 && trash) {
    return (
      <Empty icon={IconTrash} title="The trash is empty">
        Deleted files wait here until you restore them or empty the trash. They count until then.
      </Empty>
    );
  }
  if (all === 0) {
    return (
      <Empty icon={IconUpload} title="This folder is empty">
        Drop files or whole folders here, or press Upload. What the cloud already has is not sent again.
      </Empty>
    );
  }
  if (shown > 0) return null;
  return (
    <Empty
      icon={IconSearch}
      title={`Nothing matches “${filter}”`}
      actions={
        <button type="button" className="link" onClick={onClearFilter}>
          Clear filter
        </button>
      }
    >
      {counted(all, 'entry is', 'entries are')} hidden by the filter.
    </Empty>
  );
}

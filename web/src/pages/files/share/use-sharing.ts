import { say } from '#text/files';
import type { Sharing } from '#contract/object-headers';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { fileFactsQuery, shareFile } from '../../../api/file-facts.ts';
import type { Entry } from '../../../api/files.ts';
import { keys, readAgain } from '../../../api/keys.ts';
import { noteFailure } from '../../../parts/undo-note.tsx';

const NOBODY: Sharing = { read: [], write: [] };

/** Who has a file or folder, and how that changes: every change is saved at once. */
export function useSharing(account: string, container: string, entry: Entry) {
  const client = useQueryClient();
  const facts = useQuery(fileFactsQuery(account, container, entry.name));
  const settled = () => readAgain(client, keys.files(account, container));
  const share = useMutation({
    mutationFn: (sharing: Sharing) => shareFile(account, container, entry, sharing),
    onError: (error) => noteFailure(say.notShared, error),
    onSettled: settled,
  });
  const { sharing = NOBODY, sharedBy = '' } = facts.data ?? {};
  return {
    facts,
    sharing,
    /** The path of the folder whose list counts here; empty when the list is its own. */
    sharedBy,
    share: (changed: Sharing) => share.mutateAsync(changed),
    nobody: NOBODY,
  };
}

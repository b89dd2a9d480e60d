import { say } from '#text/files';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { restoreVersion } from '../../../api/file-facts.ts';
import { keysOfFiles, readAgain } from '../../../api/keys.ts';
import { noteDone, noteFailure } from '../../../parts/undo-note.tsx';

/** Makes an earlier version of a file the newest one, and tells how it went. */
export function useRestore(account: string, container: string, name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: string) => restoreVersion(account, container, name, version),
    onSuccess: () => noteDone(say.versionRestored),
    onError: (error) => noteFailure(say.versionNotRestored, error),
    onSettled: () => readAgain(client, ...keysOfFiles(account, container)),
  });
}

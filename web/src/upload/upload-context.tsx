import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useState, useSyncExternalStore, type ReactNode } from 'react';
import { keysOfFiles, readAgain } from '../api/keys.ts';
import type { CutOff } from './cut-off.ts';
import { UploadQueue } from './upload-queue.ts';
import type { Upload } from './upload.ts';

const QueueContext = createContext<UploadQueue | null>(null);

/** Keeps the uploads of the page above all its routes. */
export function UploadProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [queue] = useState(
    () =>
      new UploadQueue(({ account, container }) => {
        void readAgain(client, ...keysOfFiles(account, container));
      }),
  );
  return <QueueContext value={queue}>{children}</QueueContext>;
}

export function useUploadQueue(): UploadQueue {
  const queue = useContext(QueueContext);
  if (queue === null) throw new Error('useUploadQueue outside of UploadProvider');
  return queue;
}

export function useUploads(): readonly Upload[] {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.snapshot);
}

/** What an earlier page of this tab left unfinished of what this person sent. */
export function useCutOff(person: string): CutOff[] {
  const queue = useUploadQueue();
  return useSyncExternalStore(queue.subscribe, queue.cutOff).filter(({ target }) => target.by === person);
}

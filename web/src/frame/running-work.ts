import { useMachineWork } from '../live/machine-work.ts';
import { useUploadWork } from '../upload/use-upload-work.ts';
import type { Work } from './work.ts';

/** What each area has going on; a new area adds its hook here. */
const SOURCES: readonly (() => Work[])[] = [useMachineWork, useUploadWork];

/** All that goes on now, area by area. */
export function useRunningWork(): Work[] {
  return SOURCES.flatMap((useWork) => useWork());
}

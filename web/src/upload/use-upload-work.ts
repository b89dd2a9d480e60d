import type { Work } from '../areas/area.ts';
import { useUploads } from './upload-context.tsx';
import { uploadWork } from './upload-work.ts';

/** The uploads that go on. */
export function useUploadWork(): Work[] {
  return uploadWork(useUploads());
}

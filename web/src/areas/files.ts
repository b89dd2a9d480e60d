import { IconFolder } from '@tabler/icons-react';
import { say } from '#text/areas';
import { useUploadWork } from '../upload/use-upload-work.ts';
import type { Area } from './area.ts';

export const files: Area = {
  pages: [{ to: '/files', label: say.files, icon: IconFolder, group: 'main', letter: 'f', onPhone: true }],
  palette: () => import('./palette/files.ts'),
  useWork: useUploadWork,
  useMeanwhile: () => (useUploadWork().length > 0 ? say.uploadsWait : undefined),
};

import { say } from '#text/activity';
import type { Work } from '../areas/area.ts';
import { isUnfinished, isWorking, searchOf, type Upload } from './upload.ts';

/** The uploads that are not done, those into one folder together. */
export function uploadWork(uploads: readonly Upload[]): Work[] {
  const places = Map.groupBy(uploads.filter(isUnfinished), ({ target }) =>
    new URLSearchParams(searchOf(target)).toString(),
  );
  return [...places].map(([place, files]) => {
    const { container = '', object = '' } = files[0]?.target ?? {};
    const [done, total] = files.reduce(([some, all], file) => [some + file.done, all + file.total], [0, 0]);
    return {
      key: `upload-${place}`,
      name: files.length === 1 ? object : `${container}/${object.slice(0, object.lastIndexOf('/') + 1)}`,
      state: files.some(isWorking)
        ? say.uploading({ percent: total === 0 ? 0 : Math.floor((100 * done) / total) })
        : say.uploadWaits,
      href: `/files?${place}`,
    };
  });
}

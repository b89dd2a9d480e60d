import { say } from '#text/activity';
import type { Work } from '../areas/area.ts';
import { isUnfinished, isWorking, type Upload } from './upload.ts';

/** The uploads that are not done, those into one folder together. */
export function uploadWork(uploads: readonly Upload[]): Work[] {
  const folders = Map.groupBy(uploads.filter(isUnfinished), ({ target: { container, object } }) =>
    JSON.stringify([container, object.slice(0, object.lastIndexOf('/') + 1)]),
  );
  return [...folders].map(([place, files]) => {
    const [container = '', folder = ''] = JSON.parse(place) as string[];
    const [done, total] = files.reduce(([some, all], file) => [some + file.done, all + file.total], [0, 0]);
    const search = new URLSearchParams({ container, ...(folder === '' ? {} : { folder }) });
    return {
      key: `upload-${place}`,
      name: files.length === 1 ? (files[0]?.target.object ?? '') : `${container}/${folder}`,
      state: files.some(isWorking)
        ? say.uploading({ percent: total === 0 ? 0 : Math.floor((100 * done) / total) })
        : say.uploadWaits,
      href: `/files?${search}`,
    };
  });
}

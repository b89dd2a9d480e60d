import { Link } from '@tanstack/react-router';
import { IconChevronRight } from '@tabler/icons-react';
import { containerWord, folderWord } from './container-words.ts';
import { Name } from '../../parts/name.tsx';

interface FolderPathProps {
  container: string;
  folder: string;
  /** Whose it is, when it is somebody else's; the way begins there. */
  owner?: { id: string; name: string };
}

/** The way from the container to this folder; each part leads there, the one above also by Backspace. */
export function FolderPath({ container, folder, owner }: FolderPathProps) {
  const parts = folder === '' ? [] : folder.slice(0, -1).split('/');
  const place = { ...(owner === undefined ? {} : { owner: owner.id }), container };
  const all = [
    ...(owner === undefined ? [] : [{ label: owner.name, path: undefined, search: { owner: owner.id } }]),
    { label: containerWord(container, owner !== undefined), path: '', search: place },
    ...parts.map((part, at) => {
      const path = parts.slice(0, at + 1).join('/');
      const label = part === '' ? '/' : folderWord(container, path);
      return { label, path: `${path}/`, search: { ...place, folder: `${path}/` } };
    }),
  ];
  return (
    <h1 className="files-path">
      {all.map(({ label, path, search }, at) => (
        <span key={path ?? owner?.id} className="row files-part">
          {at > 0 && <IconChevronRight size={16} color="var(--text-3)" aria-hidden />}
          {at === all.length - 1 ? (
            <b className="cut">
              <Name of={label} />
            </b>
          ) : (
            <Link
              to="/files"
              search={search}
              className="cut"
              {...(owner === undefined ? { 'data-drop-folder': path } : {})}
              {...(at === all.length - 2 ? { 'aria-keyshortcuts': 'Backspace' } : {})}
            >
              <Name of={label} />
            </Link>
          )}
        </span>
      ))}
    </h1>
  );
}

import { Link } from '@tanstack/react-router';
import { IconChevronRight } from '@tabler/icons-react';
import { containerWord, folderWord } from './container-words.ts';
import { Name } from '../../parts/name.tsx';

/** The way from the container to this folder; each part leads there, the one above also by Backspace. */
export function FolderPath({ container, folder }: { container: string; folder: string }) {
  const parts = folder === '' ? [] : folder.slice(0, -1).split('/');
  const all = [{ label: containerWord(container), path: '' }].concat(
    parts.map((part, at) => {
      const path = parts.slice(0, at + 1).join('/');
      return { label: part === '' ? '/' : folderWord(container, path), path: `${path}/` };
    }),
  );
  return (
    <h1 className="files-path">
      {all.map(({ label, path }, at) => (
        <span key={path} className="row files-part">
          {at > 0 && <IconChevronRight size={16} color="var(--text-3)" aria-hidden />}
          {at === all.length - 1 ? (
            <b className="cut">
              <Name of={label} />
            </b>
          ) : (
            <Link
              to="/files"
              search={{ container, ...(path === '' ? {} : { folder: path }) }}
              className="cut"
              data-drop-folder={path}
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

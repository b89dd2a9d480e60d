import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconChevronRight, IconFolderFilled, IconUsers } from '@tabler/icons-react';
import { containersQuery } from '../../../api/files.ts';
import type { Person } from '../../../api/session.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { Name } from '../../../parts/name.tsx';
import { usePageTitle } from '../../../parts/page-title.ts';
import { plainName } from '../../../text/plain-name.ts';
import { containerWord } from '../container-words.ts';
import { usePersonWord } from '../details/person-word.ts';
import styles from '../files.module.css';
import { SharedFolder } from './shared-folder.tsx';

interface SharedViewProps {
  person: Person;
  /** Whose files these are. */
  owner: string;
  container: string | undefined;
  folder: string;
}

/** What somebody shares with the person: to be looked at, taken along, and changed where that is allowed. */
export function SharedView({ person, owner, container, folder }: SharedViewProps) {
  const name = usePersonWord(person, [owner])(owner);
  usePageTitle(`${plainName(name)} · ${say.title}`);
  if (container !== undefined)
    return (
      <SharedFolder
        key={`${owner}/${container}`}
        place={{ person, owner, container, folder }}
        ownerName={name}
      />
    );
  return (
    <>
      <div className="files-head">
        <h1 className="files-path">
          <b className="cut">
            <Name of={name} />
          </b>
        </h1>
      </div>
      <Containers owner={owner} />
    </>
  );
}

function Containers({ owner }: { owner: string }) {
  return (
    <Loaded
      of={useQuery(containersQuery(owner))}
      failed={{ title: say.notLoaded, stillWorks: say.theyAreSafe }}
      empty={
        <Empty icon={IconUsers} title={say.emptyFolder}>
          {say.nothingSharedHere}
        </Empty>
      }
    >
      {(all) => (
        <div className={styles['shared']}>
          {all.map(({ name }) => (
            <Link key={name} to="/files" search={{ owner, container: name }} className={styles['pick']}>
              <IconFolderFilled size={18} aria-hidden />
              <span className="cut">
                <Name of={containerWord(name, true)} />
              </span>
              <IconChevronRight size={16} aria-hidden />
            </Link>
          ))}
        </div>
      )}
    </Loaded>
  );
}

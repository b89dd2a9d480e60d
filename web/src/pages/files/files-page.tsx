import { say } from '#text/files';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { IconFolder } from '@tabler/icons-react';
import { containersQuery } from '../../api/files.ts';
import { sessionQuery, type Person } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { containerWord, HOME } from './container-words.ts';
import { ContainersSide, inSideOrder } from './containers-side.tsx';
import styles from './files.module.css';
import { FolderView } from './folder-view.tsx';
import { NewContainerButton } from './new-container-button.tsx';
import { SharedPicks } from './shared/shared-side.tsx';
import { SharedView } from './shared/shared-view.tsx';
import { TransferProvider } from './transfer/transfer-context.tsx';
import { useHome } from './use-home.ts';
import { Name } from '../../parts/name.tsx';

/** Containers on the left, one folder on the right. */
export function FilesPage() {
  const { data: person } = useQuery(sessionQuery);
  if (person === undefined || person === null) return null;
  return (
    <TransferProvider account={person.uuid}>
      <Files person={person} />
    </TransferProvider>
  );
}

function Files({ person }: { person: Person }) {
  const search = useSearch({ from: '/inside/files' });
  const { data, error, refetch } = useQuery(containersQuery(person.uuid));
  const containers = useHome(person, data) ? data : undefined;
  const owner = search.owner === person.uuid ? undefined : search.owner;
  const container = search.container ?? defaultContainer(containers?.map(({ name }) => name) ?? []);
  return (
    <div className="files">
      <ContainersSide
        person={person}
        containers={containers ?? []}
        current={owner === undefined ? container : undefined}
        owner={owner}
      />
      <div className="files-main">
        <nav className="files-phone-side row sideways only-phone" aria-label={say.containers}>
          <div className="segments">
            {inSideOrder(containers ?? []).map(({ name }) => (
              <Link
                key={name}
                to="/files"
                search={{ container: name }}
                activeOptions={{ exact: true }}
                {...(name === container && owner === undefined ? { 'aria-current': true } : {})}
                activeProps={{}}
              >
                <span className={`cut ${styles['place']}`}>
                  <Name of={containerWord(name)} />
                </span>
              </Link>
            ))}
            <SharedPicks person={person} current={owner} />
          </div>
          <NewContainerButton person={person} />
        </nav>
        {owner !== undefined ? (
          <SharedView
            person={person}
            owner={owner}
            container={search.container}
            folder={search.folder ?? ''}
          />
        ) : (
          <Loaded
            of={{ data: containers, error, refetch }}
            waiting={<PageSkeleton title={say.title} />}
            failed={{ title: say.notLoaded, stillWorks: say.theyAreSafe, heading: true }}
          >
            {() =>
              container === undefined ? (
                <Empty
                  heading
                  icon={IconFolder}
                  title={say.noFiles}
                  actions={<NewContainerButton person={person} label={say.newContainer} />}
                >
                  {say.noFilesDetail}
                </Empty>
              ) : (
                <FolderView
                  key={container}
                  person={person}
                  container={container}
                  folder={search.folder ?? ''}
                />
              )
            }
          </Loaded>
        )}
      </div>
    </div>
  );
}

/** What is opened when nothing was asked for: the one that every account starts with. */
function defaultContainer(names: string[]): string | undefined {
  return names.includes(HOME) ? HOME : names[0];
}

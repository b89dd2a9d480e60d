import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { IconFolder } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { containersQuery, createContainer, type Container } from '../../api/files.ts';
import { sessionQuery, type Person } from '../../api/session.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { RowsSkeleton } from '../../parts/skeletons.tsx';
import { containerWord, HOME } from './container-words.ts';
import { ContainersSide } from './containers-side.tsx';
import { FolderView } from './folder-view.tsx';
import { NewContainerButton } from './new-container-button.tsx';
import { Name } from '../../parts/name.tsx';

/** Containers on the left, one folder on the right. */
export function FilesPage() {
  const { data: person } = useQuery(sessionQuery);
  return person === undefined || person === null ? null : <Files person={person} />;
}

function Files({ person }: { person: Person }) {
  const search = useSearch({ from: '/inside/files' });
  const { data, error, refetch } = useQuery(containersQuery(person.uuid));
  const containers = useHome(person, data) ? data : undefined;
  const container = search.container ?? defaultContainer(containers?.map(({ name }) => name) ?? []);
  return (
    <div className="files">
      <ContainersSide person={person} containers={containers ?? []} current={container} />
      <div className="files-main">
        <nav
          className="row sideways only-phone"
          aria-label="Containers, phone"
          style={{ padding: '12px 16px 0' }}
        >
          <div className="segments">
            {(containers ?? []).map(({ name }) => (
              <Link
                key={name}
                to="/files"
                search={{ container: name }}
                {...(name === container ? { 'aria-current': true } : {})}
                activeProps={{}}
              >
                <Name of={containerWord(name)} />
              </Link>
            ))}
          </div>
          <NewContainerButton person={person} />
        </nav>
        {containers === undefined && error === null && <RowsSkeleton rows={6} />}
        {containers === undefined && error !== null && (
          <LoadError
            title="The files could not be loaded"
            error={error}
            stillWorks="They are stored safely."
            onRetry={() => void refetch()}
          />
        )}
        {containers !== undefined && container === undefined && (
          <Empty
            icon={IconFolder}
            title="No files yet"
            actions={<NewContainerButton person={person} label="New container" />}
          >
            Files lie in containers. Make the first one, then drop files into it.
          </Empty>
        )}
        {containers !== undefined && container !== undefined && (
          <FolderView key={container} person={person} container={container} folder={search.folder ?? ''} />
        )}
      </div>
    </div>
  );
}

/**
 * Makes the container that every account starts with, when this person comes to Files for the first time. False while it
 * is being made: the page would else open another one for a moment.
 */
function useHome(person: Person, containers: Container[] | undefined): boolean {
  const client = useQueryClient();
  const [failed, setFailed] = useState(false);
  const missing = containers !== undefined && !containers.some(({ name }) => name === HOME);
  useEffect(() => {
    if (!missing) return;
    createContainer(person.uuid, HOME)
      .then(() => client.invalidateQueries({ queryKey: ['containers', person.uuid] }))
      // Without it everything else still works, and a container can be made by hand.
      .catch(() => setFailed(true));
  }, [missing, person.uuid, client]);
  return !missing || failed;
}

/** What is opened when nothing was asked for: the one that every account starts with. */
function defaultContainer(names: string[]): string | undefined {
  return names.includes(HOME) ? HOME : names[0];
}

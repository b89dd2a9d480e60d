import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { Button } from '@mantine/core';
import { IconChevronRight, IconServer2, IconTrash } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { machineQuery } from '../../live/machine.ts';
import { useMachineView } from '../../live/machine-view.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError, NothingHere } from '../../parts/load-error.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { sizeLine } from '../../text/size-words.ts';
import { HeadActions } from './head-actions.tsx';
import { MachineContext } from './machine-context.ts';
import { Neighbours } from './neighbours.tsx';
import { PasswordGuard } from './password-guard.tsx';
import { TabList } from './tab-list.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** One machine: what it is, what it does, and its tabs. */
export function MachinePage() {
  const { id } = useParams({ from: '/inside/machines/$id' });
  const number = /^\d{1,15}$/.test(id) ? Number(id) : undefined;
  if (number === undefined) return <NothingHere />;
  return <KnownMachine id={number} />;
}

function KnownMachine({ id }: { id: number }) {
  const { data: machine, error, refetch } = useQuery(machineQuery(id));
  const viewOf = useMachineView();
  if (machine === undefined) {
    if (error === null) return <PageSkeleton title={say.machine} />;
    return (
      <LoadError
        heading
        title={say.notLoaded}
        error={error}
        stillWorks={say.keepsRunning}
        onRetry={() => void refetch()}
      />
    );
  }
  const view = viewOf(machine);
  return (
    <MachineContext value={view}>
      <nav className="crumbs" aria-label={say.whereYouAre}>
        <Link to="/machines">{say.machines}</Link>
        <IconChevronRight size={14} aria-hidden />
        <span className="cut">
          <Name of={machine.name} />
        </span>
        <Neighbours id={id} />
      </nav>
      <PageHead
        before={<OsTile os={view.os} size={46} off={machine.status === 'STOPPED'} />}
        title={machine.name}
        beside={<MachineState machine={machine} />}
        below={[view.osName, view.flavor === undefined ? '' : sizeLine(view.flavor), say.number({ id })]
          .filter((part) => part !== '')
          .join(' · ')}
      >
        {!machine.deleted && <HeadActions view={view} />}
      </PageHead>
      {machine.deleted ? (
        <div className="card">
          <Empty
            icon={IconTrash}
            title={say.wasDestroyed({ machine: plainName(machine.name) })}
            actions={
              <Button
                variant="default"
                leftSection={<IconServer2 size={16} aria-hidden />}
                renderRoot={(props: object) => <Link to="/machines" {...props} />}
              >
                {say.allMachines}
              </Button>
            }
          >
            {say.diskIsGone}
          </Empty>
        </div>
      ) : (
        <>
          <PasswordGuard view={view} />
          <TabList view={view} />
          <Outlet />
        </>
      )}
    </MachineContext>
  );
}

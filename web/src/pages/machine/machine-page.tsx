import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { IconServer2, IconTrash } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { machineQuery } from '../../live/machine.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { DetailPage } from '../../parts/detail-page.tsx';
import { Empty } from '../../parts/empty.tsx';
import { NothingHere } from '../../parts/load-error.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { plainName } from '../../text/plain-name.ts';
import { sizeLine } from '../../text/size-words.ts';
import { HeadActions } from './head-actions.tsx';
import { MachineContext } from './machine-context.ts';
import { TabList } from './tab-list.tsx';
import { Neighbours } from './neighbours.tsx';
import { PasswordGuard } from './password-guard.tsx';

/** One machine: what it is, what it does, and its tabs. */
export function MachinePage() {
  const { id } = useParams({ from: '/inside/machines/$id' });
  return /^\d{1,15}$/.test(id) ? <NumberedMachine id={Number(id)} /> : <NothingHere />;
}

function NumberedMachine({ id }: { id: number }) {
  const viewOf = useMachineView();
  return (
    <Loaded
      of={useQuery(machineQuery(id))}
      failed={{ title: say.notLoaded, stillWorks: say.keepsRunning, heading: true }}
      waiting={<PageSkeleton title={say.machine} />}
    >
      {(machine) => <KnownMachine view={viewOf(machine)} />}
    </Loaded>
  );
}

function KnownMachine({ view }: { view: MachineView }) {
  const { machine, os, osName, flavor } = view;
  const { id, name, deleted } = machine;
  return (
    <MachineContext value={view}>
      <DetailPage
        of={{ list: '/machines', word: say.machines, children: <Neighbours id={id} /> }}
        name={name}
        tile={<OsTile os={os} size={46} off={machine.status === 'STOPPED'} />}
        state={<MachineState machine={machine} />}
        facts={[osName, flavor === undefined ? '' : sizeLine(flavor), say.number({ id })]}
        actions={!deleted && <HeadActions view={view} />}
        tabs={!deleted && <TabList machine={machine} />}
      >
        {deleted ? (
          <Destroyed name={name} />
        ) : (
          <>
            <PasswordGuard view={view} />
            <Outlet />
          </>
        )}
      </DetailPage>
    </MachineContext>
  );
}

function Destroyed({ name }: { name: string }) {
  return (
    <div className="card">
      <Empty
        icon={IconTrash}
        title={say.wasDestroyed({ machine: plainName(name) })}
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
  );
}

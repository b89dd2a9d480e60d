import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useMatches, useParams } from '@tanstack/react-router';
import {
  IconChevronRight,
  IconDeviceDesktop,
  IconPlayerPlay,
  IconPower,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { machineQuery } from '../../live/machine.ts';
import { useMachineActions } from '../../live/machine-actions.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { Empty } from '../../parts/empty.tsx';
import { LoadError, NothingHere } from '../../parts/load-error.tsx';
import { MachineDialog, type Asked } from '../../parts/machine-dialogs.tsx';
import { MachineMenu } from '../../parts/machine-menu.tsx';
import { OsTile } from '../../parts/os-tile.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { MachineState } from '../../parts/state-chip.tsx';
import { whyNot } from '../../text/machine-words.ts';
import { sizeLine } from '../../text/size-words.ts';
import { MachineContext } from './machine-context.ts';

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
    if (error === null) return <PageSkeleton title="Machine" />;
    return (
      <LoadError
        heading
        title="The machine could not be loaded"
        error={error}
        stillWorks="It keeps running."
        onRetry={() => void refetch()}
      />
    );
  }
  const view = viewOf(machine);
  return (
    <MachineContext value={view}>
      <nav className="crumbs" aria-label="Where you are">
        <Link to="/machines">Machines</Link>
        <IconChevronRight size={14} aria-hidden />
        <span className="cut">{machine.name}</span>
      </nav>
      <PageHead
        before={<OsTile os={view.os} size={46} off={machine.status === 'STOPPED'} />}
        title={machine.name}
        beside={<MachineState machine={machine} />}
        below={[view.osName, view.flavor === undefined ? '' : sizeLine(view.flavor), `No. ${id}`]
          .filter((part) => part !== '')
          .join(' · ')}
      >
        {!machine.deleted && <HeadActions view={view} />}
      </PageHead>
      {machine.deleted ? (
        <div className="card">
          <Empty icon={IconTrash} title={`${machine.name} was destroyed`}>
            Its disk is gone and its quota is free again.
          </Empty>
        </div>
      ) : (
        <>
          <Tabs view={view} />
          <Outlet />
        </>
      )}
    </MachineContext>
  );
}

function HeadActions({ view }: { view: MachineView }) {
  const { machine } = view;
  const { orderAndTell } = useMachineActions();
  const [asked, setAsked] = useState<Asked | null>(null);
  const onScreen = useMatches().some(({ fullPath }) => fullPath === '/machines/$id/screen');
  const can = (action: 'start' | 'shutdown' | 'reboot' | 'screen') => whyNot(machine, action) === null;
  return (
    <>
      {can('reboot') && (
        <Button
          className="hide-phone"
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => setAsked('reboot')}
        >
          Reboot
        </Button>
      )}
      {can('shutdown') && (
        <Button
          variant="default"
          leftSection={<IconPower size={16} aria-hidden />}
          onClick={() => setAsked('shutdown')}
        >
          Shut down
        </Button>
      )}
      {can('screen') && !onScreen && (
        <Button
          leftSection={<IconDeviceDesktop size={16} aria-hidden />}
          renderRoot={(props: object) => (
            <Link to="/machines/$id/screen" params={{ id: String(machine.id) }} {...props} />
          )}
        >
          Open screen
        </Button>
      )}
      {can('start') && (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          onClick={() => void orderAndTell(machine, 'start')}
        >
          Start
        </Button>
      )}
      {machine.status === 'ERROR' && (
        <Button
          variant="default"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => setAsked('destroy')}
        >
          Destroy…
        </Button>
      )}
      <MachineMenu view={view} outlined />
      {asked !== null && <MachineDialog view={view} asked={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function Tabs({ view: { machine } }: { view: MachineView }) {
  const params = { id: String(machine.id) };
  const noScreen = whyNot(machine, 'screen');
  return (
    <nav className="tabs" aria-label="About this machine">
      <Link to="/machines/$id" params={params} activeOptions={{ exact: true }}>
        Overview
      </Link>
      {noScreen === null || machine.status === 'STOPPED' ? (
        <Link to="/machines/$id/screen" params={params}>
          Screen
        </Link>
      ) : (
        <span className="off" title={noScreen}>
          Screen
        </span>
      )}
      <Link to="/machines/$id/activity" params={params}>
        Activity
      </Link>
      <Link to="/machines/$id/settings" params={params}>
        Settings
      </Link>
    </nav>
  );
}

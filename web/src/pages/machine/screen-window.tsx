import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { say } from '#text/one-machine';
import { machineQuery } from '../../live/machine.ts';
import { LoadError, NothingHere } from '../../parts/load-error.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { ScreenOf } from './machine-screen.tsx';
import { Name } from '../../parts/name.tsx';
import { plainName } from '../../text/plain-name.ts';

/** A screen in a window of its own, as clients of the API are sent to (spec/compute-api 1.3, os-getVNCConsole). */
export function ScreenWindow() {
  const { id } = useParams({ from: '/alone/machines/$id/screen/window' });
  if (!/^\d{1,15}$/.test(id)) return <NothingHere />;
  return <KnownWindow id={Number(id)} />;
}

function KnownWindow({ id }: { id: number }) {
  const { data: machine, error, refetch } = useQuery(machineQuery(id));
  usePageTitle(machine === undefined ? say.screen : say.screenOf({ machine: plainName(machine.name) }));
  if (machine !== undefined)
    return (
      <main className="screen-window">
        <h1 className="visually-hidden">{say.screenOfNamed({ machine: <Name of={machine.name} /> })}</h1>
        <ScreenOf machine={machine} alone />
      </main>
    );
  if (error === null) return null;
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

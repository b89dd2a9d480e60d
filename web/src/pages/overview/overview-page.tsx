import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { IconUpload } from '@tabler/icons-react';
import { say } from '#text/overview';
import { LOCALE } from '#text/language';
import { containersQuery } from '../../api/files.ts';
import { useInProject } from '../../api/projects.ts';
import { useSession } from '../../api/use-session.ts';
import { areasOf } from '../../areas/areas.ts';
import { useMachines } from '../../live/machines.ts';
import { useNow } from '../../live/use-now.ts';
import { LoadError } from '../../parts/load-error.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { firstName } from '../../text/person-words.ts';
import { FilesCard } from './files-card.tsx';
import { MachinesCard } from './machines-card.tsx';
import { NeedsYou } from './needs-you.tsx';
import { QuotaCard } from './quota-card.tsx';
import { Welcome } from './welcome.tsx';
import css from './overview.module.css';

/** What needs the person, how much room is left, what runs. */
export function OverviewPage(): ReactNode {
  const person = useSession();
  const inProject = useInProject();
  const now = useNow();
  const { data: machines, error, refetch } = useMachines(useQueryClient());
  const { data: containers, isPending } = useQuery(containersQuery(person.uuid));
  const needs = areasOf(person).flatMap(({ useNeeds }) => useNeeds?.(person) ?? []);
  // Images lie in files too, the first administrator's sample among them: they are nobody's first steps.
  const files = containers?.reduce((sum, { name, count }) => sum + (name === IMAGES ? 0 : count), 0) ?? 0;
  // Until it is known whether there is anything at all neither of the two pages is shown.
  if (machines === undefined ? error === null : machines.list.length === 0 && isPending)
    return <PageSkeleton title={say.overview} />;
  if (machines?.list.length === 0 && files === 0) return <Welcome person={person} />;
  return (
    <>
      <PageHead title={greeting(now, firstName(person))} below={needWords(today.format(now), needs.length)}>
        <Button
          className="hide-phone"
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          renderRoot={(props: object) => <Link to="/files" {...props} />}
        >
          {say.upload}
        </Button>
        <NewMachineButton />
      </PageHead>
      <NeedsYou needs={needs} />
      <QuotaCard />
      <div className={`two-columns ${css.cardsBelow}`}>
        {machines === undefined ? (
          <div className="card">
            <LoadError
              title={say.machinesNotLoaded}
              error={error}
              stillWorks={say.theyKeepRunning}
              onRetry={() => void refetch()}
            />
          </div>
        ) : (
          <MachinesCard machines={machines.list.filter(inProject)} />
        )}
        <FilesCard person={person} />
      </div>
    </>
  );
}

/** The container that images are kept in. */
const IMAGES = 'images';

const today = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });

function greeting(now: number, name: string): string {
  const hour = new Date(now).getHours();
  if (hour < 5) return say.goodNight({ name });
  if (hour < 12) return say.goodMorning({ name });
  return hour < 18 ? say.goodAfternoon({ name }) : say.goodEvening({ name });
}

function needWords(day: string, count: number): string {
  return count === 0 ? say.nothingNeedsYou({ day }) : say.needYou({ day, count });
}

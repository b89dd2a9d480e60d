import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconUpload } from '@tabler/icons-react';
import { containersQuery } from '../../api/files.ts';
import { sessionQuery, type Person } from '../../api/session.ts';
import { useMachines } from '../../live/machines.ts';
import { useNow } from '../../live/use-now.ts';
import { LoadError } from '../../parts/load-error.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { addressed } from '../../text/person-words.ts';
import { FilesCard } from './files-card.tsx';
import { MachinesCard } from './machines-card.tsx';
import { NeedsYou, useNeeds } from './needs-you.tsx';
import { QuotaCard } from './quota-card.tsx';
import { Welcome } from './welcome.tsx';

/** What needs the person, how much room is left, what runs. */
export function OverviewPage() {
  const { data: person } = useQuery(sessionQuery);
  return person === undefined || person === null ? null : <Overview person={person} />;
}

function Overview({ person }: { person: Person }) {
  const now = useNow();
  const { data: machines, error, refetch } = useMachines(useQueryClient());
  const { data: containers, isPending } = useQuery(containersQuery(person.uuid));
  const needs = useNeeds(person);
  // Images lie in files too, the first administrator's sample among them: they are nobody's first steps.
  const files = containers?.reduce((sum, { name, count }) => sum + (name === IMAGES ? 0 : count), 0) ?? 0;
  if (machines === undefined && error === null) return <PageSkeleton title="Overview" />;
  const fresh = machines?.list.length === 0 && files === 0 && !isPending;
  if (fresh) return <Welcome person={person} />;
  return (
    <>
      <PageHead
        title={`${greeting(now)}${addressed(person)}`}
        below={`${today.format(now)}. ${needWords(needs.length)}`}
      >
        <Button
          className="hide-phone"
          variant="default"
          leftSection={<IconUpload size={16} aria-hidden />}
          renderRoot={(props: object) => <Link to="/files" {...props} />}
        >
          Upload
        </Button>
        <NewMachineButton />
      </PageHead>
      <NeedsYou needs={needs} />
      <QuotaCard person={person} />
      <div className="two-columns" style={{ marginTop: 16, gap: 16 }}>
        {machines === undefined ? (
          <div className="card">
            <LoadError
              title="The machines could not be loaded"
              error={error}
              stillWorks="They keep running."
              onRetry={() => void refetch()}
            />
          </div>
        ) : (
          <MachinesCard machines={machines.list} />
        )}
        <FilesCard person={person} />
      </div>
    </>
  );
}

/** The container that images are kept in. */
const IMAGES = 'images';

const today = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });

function greeting(now: number): string {
  const hour = new Date(now).getHours();
  if (hour < 5) return 'Good night';
  if (hour < 12) return 'Good morning';
  return hour < 18 ? 'Good afternoon' : 'Good evening';
}

function needWords(needs: number): string {
  const words = ['Nothing', 'One thing', 'Two things', 'Three things', 'Four things'];
  const subject = words[needs] ?? `${needs} things`;
  return `${subject} ${needs <= 1 ? 'needs' : 'need'} you.`;
}

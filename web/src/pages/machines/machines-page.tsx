import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconFilter, IconServer2 } from '@tabler/icons-react';
import { useMachines } from '../../live/machines.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { useNow } from '../../live/use-now.ts';
import { Empty } from '../../parts/empty.tsx';
import { ShowMore, useGrowing } from '../../parts/growing.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { CardsSkeleton } from '../../parts/skeletons.tsx';
import { sortOf, sortText } from '../../parts/sort.ts';
import { counted } from '../../text/format.ts';
import { addressOf, stateOf } from '../../text/machine-words.ts';
import { MachineCard } from './machine-card.tsx';
import { MACHINE_COLUMNS, orderedMachines } from './machine-order.ts';
import { MachineTable } from './machine-table.tsx';
import { MachineTools } from './machine-tools.tsx';
import { rememberedView } from './remembered-view.ts';

/** A phone shows cards only: a table would need to be pushed sideways. */
const PHONE = '(max-width: 760px)';

/** What machines there are, whether they run, how to reach them. */
export function MachinesPage() {
  const search = useSearch({ from: '/inside/machines' });
  const { data, error, refetch } = useMachines(useQueryClient());
  const viewOf = useMachineView();
  const now = useNow();
  const navigate = useNavigate({ from: '/machines' });
  const phone = useMediaQuery(PHONE) ?? false;
  const view = phone ? 'cards' : (search.view ?? rememberedView());
  const sort = sortOf(search.sort, MACHINE_COLUMNS);
  const all = data?.list.map(viewOf) ?? [];
  const matching = all.filter((each) => matches(each, search.filter ?? '', search.state ?? ''));
  const shown = view === 'table' || search.sort !== undefined ? orderedMachines(matching, sort) : matching;
  const { shown: drawn, left, grow } = useGrowing(shown);
  const running = all.filter(({ machine }) => machine.status === 'ACTIVE').length;
  return (
    <>
      <PageHead
        title="Machines"
        {...(all.length === 0 ? {} : { below: `${counted(all.length, 'machine')}, ${running} running` })}
      >
        {data?.list.length !== 0 && <NewMachineButton />}
      </PageHead>
      {all.length > 0 && <MachineTools view={view} live={error === null} />}
      {data === undefined && error === null && <CardsSkeleton />}
      {data === undefined && error !== null && (
        <div className="card">
          <LoadError
            title="The list of machines could not be loaded"
            error={error}
            stillWorks="Your machines keep running."
            onRetry={() => void refetch()}
          />
        </div>
      )}
      {data !== undefined && all.length === 0 && (
        <div className="card">
          <Empty icon={IconServer2} title="No machines yet" actions={<NewMachineButton />}>
            Pick a system and a size; it is ready in about two minutes.
          </Empty>
        </div>
      )}
      {all.length > 0 && shown.length === 0 && (
        <NoMatch hidden={all.length} text={search.filter ?? search.state ?? ''} />
      )}
      {shown.length > 0 &&
        (view === 'table' ? (
          <MachineTable
            views={shown}
            drawn={drawn.length}
            now={now}
            sort={sort}
            onSort={(next) =>
              void navigate({ search: (old) => ({ ...old, sort: sortText(next) }), replace: true })
            }
          />
        ) : (
          <div className="machine-cards">
            {drawn.map((each) => (
              <MachineCard key={each.machine.id} view={each} now={now} />
            ))}
          </div>
        ))}
      <ShowMore left={left} grow={grow} />
    </>
  );
}

function matches({ machine, osName }: MachineView, filter: string, state: string): boolean {
  if (state !== '' && !stateOf(machine).word.startsWith(state)) return false;
  const text = [machine.name, osName, addressOf(machine), `snf-${machine.id}`, ...machine.tags]
    .join(' ')
    .toLowerCase();
  return text.includes(filter.trim().toLowerCase());
}

function NoMatch({ hidden, text }: { hidden: number; text: string }) {
  return (
    <div className="card">
      <Empty
        icon={IconFilter}
        title={`Nothing matches “${text}”`}
        actions={
          <Button variant="default" renderRoot={(props: object) => <Link to="/machines" {...props} />}>
            Clear filter
          </Button>
        }
      >
        {counted(hidden, 'machine is', 'machines are')} hidden by the filter.
      </Empty>
    </div>
  );
}

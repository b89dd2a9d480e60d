import { Button, Menu, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import {
  IconChevronDown,
  IconCircleFilled,
  IconFilter,
  IconLayoutGrid,
  IconList,
  IconServer2,
} from '@tabler/icons-react';
import { useMachines } from '../../live/machines.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { useNow } from '../../live/use-now.ts';
import { Empty } from '../../parts/empty.tsx';
import { ShowMore, useGrowing } from '../../parts/growing.tsx';
import { LoadError } from '../../parts/load-error.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { CardsSkeleton } from '../../parts/skeletons.tsx';
import { counted } from '../../text/format.ts';
import { addressOf, stateOf } from '../../text/machine-words.ts';
import { MachineCard } from './machine-card.tsx';
import { MachineTable } from './machine-table.tsx';
import { rememberedView, rememberView } from './remembered-view.ts';

const STATES = ['Running', 'Stopped', 'Building', 'Error'];

/** What machines there are, whether they run, how to reach them. */
export function MachinesPage() {
  const search = useSearch({ from: '/inside/machines' });
  const { data, error, refetch } = useMachines(useQueryClient());
  const viewOf = useMachineView();
  const now = useNow();
  const view = search.view ?? rememberedView();
  const all = data?.list.map(viewOf) ?? [];
  const shown = all.filter((each) => matches(each, search.filter ?? '', search.state ?? ''));
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
      {all.length > 0 && <Tools view={view} live={error === null} />}
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
          <MachineTable views={drawn} now={now} />
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

function Tools({ view, live }: { view: 'cards' | 'table'; live: boolean }) {
  const search = useSearch({ from: '/inside/machines' });
  const navigate = useNavigate({ from: '/machines' });
  const setState = (state: string | undefined) =>
    void navigate({
      search: ({ state: _old, ...rest }) => (state === undefined ? rest : { ...rest, state }),
      replace: true,
    });
  return (
    <div className="row sideways" style={{ marginBottom: 14, paddingBlock: 3 }}>
      <TextInput
        aria-label="Filter by name, tag or address"
        placeholder="Filter by name, tag or address"
        data-page-filter
        leftSection={<IconFilter size={15} aria-hidden />}
        rightSection={<span className="key hide-phone">/</span>}
        rightSectionWidth={34}
        w={270}
        style={{ flex: 'none' }}
        value={search.filter ?? ''}
        onChange={(event) => {
          const filter = event.currentTarget.value;
          void navigate({
            search: ({ filter: _old, ...rest }) => (filter === '' ? rest : { ...rest, filter }),
            replace: true,
          });
        }}
      />
      <Menu position="bottom-start">
        <Menu.Target>
          <button type="button" className="chip">
            State <b>{search.state ?? 'Any'}</b>
            <IconChevronDown size={14} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setState(undefined)}>Any</Menu.Item>
          {STATES.map((state) => (
            <Menu.Item key={state} onClick={() => setState(state)}>
              {state}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <span className="sub push hide-phone row small" style={{ gap: 5 }} role="status">
        <IconCircleFilled size={7} color={live ? 'var(--ok-dot)' : 'var(--warn-dot)'} aria-hidden />
        {live ? 'Live' : 'Reconnecting'}
      </span>
      <div className="segments hide-phone" role="group" aria-label="View">
        {(['cards', 'table'] as const).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={view === each}
            onClick={() => {
              rememberView(each);
              void navigate({ search: (old) => ({ ...old, view: each }) });
            }}
          >
            {each === 'cards' ? <IconLayoutGrid size={15} aria-hidden /> : <IconList size={15} aria-hidden />}
            {each === 'cards' ? 'Cards' : 'Table'}
          </button>
        ))}
      </div>
    </div>
  );
}

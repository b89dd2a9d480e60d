import { say } from '#text/machines';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconServer2 } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useInProject } from '../../api/projects.ts';
import { useMachines } from '../../live/machines.ts';
import { useMachineView, type MachineView } from '../../live/machine-view.ts';
import { useNow } from '../../live/use-now.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { ListStates } from '../../parts/data-table/list-states.tsx';
import { type Source, useArraySource } from '../../parts/data-table/source.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { ShowMore, useGrowing } from '../../parts/growing.tsx';
import { NewMachineButton } from '../../parts/new-machine-button.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePhone } from '../../parts/phone.ts';
import { CardsSkeleton } from '../../parts/skeletons.tsx';
import { addressOf, STATE_FILTERS, stateOf } from '../../text/machine-words.ts';
import { plainName } from '../../text/plain-name.ts';
import { MachineCard } from './machine-card.tsx';
import { MACHINE_SORTS, machineOrder, useMachineColumns } from './machine-columns.tsx';
import { MachineTools } from './machine-tools.tsx';
import { MachinesBulkBar } from './machines-bulk-bar.tsx';
import { rememberedView } from './remembered-view.ts';

/** What machines there are, whether they run, how to reach them. */
export function MachinesPage() {
  const search = useSearch({ from: '/inside/machines' });
  const navigate = useNavigate({ from: '/machines' });
  const { data, error, refetch } = useMachines(useQueryClient());
  const viewOf = useMachineView();
  const now = useNow();
  // A phone has cards only.
  const phone = usePhone();
  const view = phone ? 'cards' : (search.view ?? rememberedView());
  const state = useTableSearch(MACHINE_SORTS);
  const { filter } = state;
  const word = STATE_FILTERS[search.state ?? ''] ?? search.state ?? '';
  const inProject = useInProject();
  const all = useMemo(() => data?.list.filter(inProject).map(viewOf), [data, inProject, viewOf]);
  const source = useArraySource({
    rows: all,
    key: keyOf,
    matches: useCallback((each: MachineView) => matches(each, filter, word), [filter, word]),
    sort: state.sort,
    order: machineOrder,
    error,
    refetch: useCallback(() => void refetch(), [refetch]),
  });
  const setWord = (text: string) =>
    void navigate({
      search: ({ state: _old, ...rest }) => (text === '' ? rest : { ...rest, state: text }),
      replace: true,
    });
  const clearAll = () =>
    void navigate({ search: ({ filter: _filter, state: _state, ...rest }) => rest, replace: true });
  const list = {
    source,
    state,
    counted: (count: number) => say.counted({ count }),
    failed: {
      title: say.notLoaded,
      stillWorks: say.keepRunning,
    },
    empty: (
      <Empty
        icon={IconServer2}
        title={data?.list.length ? say.noneInProject : say.none}
        actions={<NewMachineButton />}
      >
        {say.noneDetail}
      </Empty>
    ),
    ...(view === 'table' ? {} : { waiting: <CardsSkeleton /> }),
    ...(word === '' ? {} : { hiding: { text: word, clear: clearAll } }),
  };
  const columns = useMachineColumns(now);
  const total = all?.length ?? 0;
  const running = all?.filter(({ machine }) => machine.status === 'ACTIVE').length ?? 0;
  return (
    <>
      <PageHead title={say.title} {...(total === 0 ? {} : { below: say.summary({ count: total, running }) })}>
        {all?.length !== 0 && <NewMachineButton />}
      </PageHead>
      {total > 0 && (
        <MachineTools state={state} word={word} onState={setWord} view={view} live={error === null} />
      )}
      {view === 'table' ? (
        <DataTable
          {...list}
          id="machines"
          label={say.title}
          columns={columns}
          state={state}
          nameOf={({ machine }) => plainName(machine.name)}
          bulk={(selection) => <MachinesBulkBar selection={selection} />}
        />
      ) : (
        <ListStates {...list}>{() => <MachineCards source={source} now={now} />}</ListStates>
      )}
    </>
  );
}

function MachineCards({ source, now }: { source: Source<MachineView>; now: number }) {
  const views = Array.from({ length: source.total ?? 0 }, (_, at) => source.row(at));
  const { shown, left, grow } = useGrowing(views.filter((view) => view !== undefined));
  return (
    <>
      <div className="machine-cards">
        {shown.map((view) => (
          <MachineCard key={view.machine.id} view={view} now={now} />
        ))}
      </div>
      <ShowMore left={left} grow={grow} />
    </>
  );
}

const keyOf = ({ machine }: MachineView) => String(machine.id);

function matches({ machine, osName }: MachineView, filter: string, state: string): boolean {
  if (state !== '' && !stateOf(machine).word.startsWith(state)) return false;
  const text = [machine.name, osName, addressOf(machine), `snf-${machine.id}`, ...machine.tags]
    .join(' ')
    .toLowerCase();
  return text.includes(filter.trim().toLowerCase());
}

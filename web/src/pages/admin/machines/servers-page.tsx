import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconServer2 } from '@tabler/icons-react';
import { useMemo } from 'react';
import { say } from '#text/cloud-machines';
import { backendsQuery, readServers, type AdministeredServer } from '../../../api/compute-administration.ts';
import { keys } from '../../../api/keys.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Name } from '../../../parts/name.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { date, exactTime } from '../../../text/format.ts';
import { stateWord } from '../../../text/machine-words.ts';
import { CloudTable } from '../cloud-table.tsx';
import { SERVER_STATES } from './server-states.ts';
import { ServerDeeds } from './server-deeds.tsx';

const SORTS = ['created', 'name'] as const;

/** All machines of the cloud. */
export function ServersPage() {
  const { status } = useSearch({ from: '/inside/admin/admin/servers' });
  const navigate = useNavigate({ from: '/admin/servers' });
  const state = useTableSearch(SORTS);
  const match = state.filter.trim();
  const { by: order, down } = state.sort;
  const source = useWindowSource({
    queryKey: keys.serverList(match, order, down, status),
    key: ({ id }: AdministeredServer) => String(id),
    read: (offset, limit, signal) =>
      readServers(
        {
          ...{ offset, limit, order, down },
          ...(match === '' ? {} : { match }),
          ...(status === undefined ? {} : { status }),
        },
        signal,
      ),
  });
  const narrow = (to: typeof status) =>
    void navigate({
      search: ({ status: _old, ...rest }) => (to === undefined ? rest : { ...rest, status: to }),
      replace: true,
    });
  return (
    <CloudTable
      id="servers"
      words={say}
      icon={IconServer2}
      columns={useServerColumns()}
      source={source}
      state={state}
      nameOf={({ name }) => name}
      narrowing={{
        label: say.state,
        choices: SERVER_STATES,
        now: status,
        wordOf: (each) => stateWord(each).word,
        set: narrow,
      }}
    />
  );
}

function useServerColumns(): Column<AdministeredServer>[] {
  const { data: backends } = useQuery(backendsQuery);
  return useMemo(
    () => [
      {
        id: 'name',
        head: say.name,
        width: 220,
        grows: true,
        sortable: true,
        phone: 'title',
        cell: ({ id, name }) => (
          <Link data-row-link to="/admin/servers/$id" params={{ id: String(id) }} className="name-link">
            <b className="cut">
              <Name of={name} />
            </b>
          </Link>
        ),
      },
      {
        id: 'number',
        head: say.number,
        width: 90,
        phone: 'fact',
        cell: ({ id }) => <span className="num">{id}</span>,
      },
      {
        id: 'state',
        head: say.state,
        width: 220,
        phone: 'fact',
        cell: ({ status, suspended }) => (
          <span className="row near">
            <StateChip {...stateWord(status)} />
            {suspended && <StateChip kind="hold" word={say.suspended} />}
          </span>
        ),
      },
      {
        id: 'backend',
        head: say.backend,
        width: 150,
        hideable: true,
        cell: ({ backend }) => backends?.find(({ id }) => id === backend)?.clustername ?? String(backend),
      },
      {
        id: 'created',
        head: say.created,
        width: 130,
        sortable: true,
        hideable: true,
        cell: ({ created }) => (
          <span className="sub num" title={exactTime(created)}>
            {date(created)}
          </span>
        ),
      },
      {
        id: 'actions',
        head: say.actions,
        width: 60,
        align: 'end',
        phone: 'actions',
        cell: (server) => <ServerDeeds server={server} />,
      },
    ],
    [backends],
  );
}

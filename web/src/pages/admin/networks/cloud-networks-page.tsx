import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconAffiliate } from '@tabler/icons-react';
import { useMemo } from 'react';
import { say } from '#text/cloud-networks';
import { keys } from '../../../api/keys.ts';
import { type AdministeredNetwork, readNetworks } from '../../../api/network-administration.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Name } from '../../../parts/name.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { count, date, exactTime } from '../../../text/format.ts';
import { CloudTable } from '../cloud-table.tsx';
import { CloudNetworkTabs } from './cloud-network-tabs.tsx';
import { cloudNetworkState } from './cloud-network-state.ts';
import { NETWORK_CHOICES } from './network-choices.ts';

const SORTS = ['created', 'name'] as const;

const QUESTIONS = {
  public: { public: true },
  private: { public: false },
  drained: { drained: true },
  deleted: { deleted: true },
} as const;

/** All networks of the cloud. */
export function CloudNetworksPage() {
  const { which } = useSearch({ from: '/inside/admin/admin/networks' });
  const navigate = useNavigate({ from: '/admin/networks' });
  const state = useTableSearch(SORTS);
  const match = state.filter.trim();
  const { by: order, down } = state.sort;
  const source = useWindowSource({
    queryKey: keys.cloudNetworks(match, order, down, which),
    key: ({ id }: AdministeredNetwork) => String(id),
    read: (offset, limit, signal) =>
      readNetworks(
        {
          ...{ offset, limit, order, down },
          ...(match === '' ? {} : { match }),
          ...(which === undefined ? {} : QUESTIONS[which]),
        },
        signal,
      ),
  });
  return (
    <CloudTable
      id="cloud-networks"
      words={say}
      icon={IconAffiliate}
      columns={useNetworkColumns()}
      source={source}
      state={state}
      nameOf={nameOf}
      note={<CloudNetworkTabs />}
      narrowing={{
        label: say.which,
        choices: NETWORK_CHOICES,
        now: which,
        wordOf: (each) => say[each],
        set: (to) =>
          void navigate({
            search: ({ which: _old, ...rest }) => (to === undefined ? rest : { ...rest, which: to }),
            replace: true,
          }),
      }}
    />
  );
}

const nameOf = ({ id, name }: AdministeredNetwork) => name || say.unnamed({ id });

function useNetworkColumns(): Column<AdministeredNetwork>[] {
  return useMemo(
    () => [
      {
        id: 'name',
        head: say.name,
        width: 200,
        grows: true,
        sortable: true,
        phone: 'title',
        cell: (network) => (
          <Link
            data-row-link
            to="/admin/networks/$id"
            params={{ id: String(network.id) }}
            className="name-link"
          >
            <b className="cut">
              <Name of={nameOf(network)} />
            </b>
          </Link>
        ),
      },
      {
        id: 'type',
        head: say.type,
        width: 210,
        hideable: true,
        cell: ({ type, public: isPublic }) => (
          <span className="cut">
            {isPublic ? say.public : say.private} <span className="sub mono tiny">{type}</span>
          </span>
        ),
      },
      {
        id: 'ranges',
        head: say.ranges,
        width: 170,
        hideable: true,
        phone: 'fact',
        cell: ({ cidrs }) => <span className="mono tiny cut">{cidrs.join(', ')}</span>,
      },
      {
        id: 'free',
        head: say.free,
        width: 150,
        hideable: true,
        phone: 'fact',
        cell: ({ addresses: { free, size } }) => (
          <span className="num">
            {size === 0 ? '–' : say.freeOf({ free: count(free), size: count(size) })}
          </span>
        ),
      },
      {
        id: 'state',
        head: say.state,
        width: 150,
        phone: 'fact',
        cell: (network) => <StateChip {...cloudNetworkState(network)} />,
      },
      {
        id: 'created',
        head: say.created,
        width: 120,
        sortable: true,
        hideable: true,
        cell: ({ created }) => (
          <span className="sub num" title={exactTime(created)}>
            {date(created)}
          </span>
        ),
      },
    ],
    [],
  );
}

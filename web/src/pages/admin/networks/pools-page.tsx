import { useNavigate, useSearch } from '@tanstack/react-router';
import { IconDatabase } from '@tabler/icons-react';
import { say } from '#text/cloud-networks';
import { keys } from '../../../api/keys.ts';
import { type AdministeredPool, readPools } from '../../../api/network-administration.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Meter } from '../../../parts/meter.tsx';
import { Name } from '../../../parts/name.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { count } from '../../../text/format.ts';
import { CloudTable } from '../cloud-table.tsx';
import { CloudNetworkTabs } from './cloud-network-tabs.tsx';
import { POOL_KINDS } from './network-choices.ts';

/** The fullest first is the only order. */
const SORTS = ['fill'] as const;
/** Less than this part of it is free. */
const LOW = 0.1;

/** What is given out in the cloud, and how much of it is left. */
export function PoolsPage() {
  const { kind } = useSearch({ from: '/inside/admin/admin/pools' });
  const navigate = useNavigate({ from: '/admin/pools' });
  const state = useTableSearch(SORTS);
  const source = useWindowSource({
    queryKey: keys.pools(kind),
    key: ({ id, kind: of }: AdministeredPool) => `${of} ${id}`,
    read: (offset, limit, signal) =>
      readPools({ offset, limit, order: 'fullest', ...(kind === undefined ? {} : { kind }) }, signal),
  });
  return (
    <CloudTable
      id="pools"
      words={{
        title: say.pools,
        purpose: say.poolsPurpose,
        all: say.all,
        none: say.noPools,
        noneMeans: say.noPoolsMean,
        notLoaded: say.poolsNotLoaded,
        counted: say.countedPools,
      }}
      icon={IconDatabase}
      columns={COLUMNS}
      source={source}
      state={state}
      nameOf={valuesOf}
      note={<CloudNetworkTabs />}
      narrowing={{
        label: say.kind,
        choices: POOL_KINDS,
        now: kind,
        wordOf: (each) => say.kinds[each],
        set: (to) =>
          void navigate({
            search: ({ kind: _old, ...rest }) => (to === undefined ? rest : { ...rest, kind: to }),
            replace: true,
          }),
      }}
    />
  );
}

const valuesOf = ({ first, last }: AdministeredPool) => `${first} – ${last}`;

const COLUMNS: Column<AdministeredPool>[] = [
  {
    id: 'values',
    head: say.values,
    width: 260,
    grows: true,
    phone: 'title',
    cell: (pool) => <b className="mono tiny cut">{valuesOf(pool)}</b>,
  },
  {
    id: 'kind',
    head: say.kind,
    width: 130,
    phone: 'fact',
    cell: ({ kind }) => say.kinds[kind],
  },
  {
    id: 'network',
    head: say.network,
    width: 180,
    hideable: true,
    phone: 'fact',
    cell: ({ network }) => (network === null ? '' : <Name of={network.name || say.unnamed(network)} />),
  },
  {
    id: 'fill',
    head: say.fill,
    width: 220,
    phone: 'fact',
    cell: ({ size, free }) => <Meter thin label={say.fill} used={size - free} total={size} shared />,
  },
  {
    id: 'free',
    head: say.free,
    width: 170,
    phone: 'fact',
    cell: ({ size, free }) => (
      <span className="row near num">
        {count(free)}
        {free < size * LOW && <StateChip kind="warn" word={say.low} />}
      </span>
    ),
  },
];

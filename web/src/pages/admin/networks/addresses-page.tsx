import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconWorld } from '@tabler/icons-react';
import { say } from '#text/cloud-networks';
import { keys } from '../../../api/keys.ts';
import { type AdministeredAddress, type Owned, readAddresses } from '../../../api/network-administration.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Name } from '../../../parts/name.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { CloudTable } from '../cloud-table.tsx';
import { CloudNetworkTabs } from './cloud-network-tabs.tsx';
import { OwnerLink } from './owner-link.tsx';

/** Their own order is the only one. */
const SORTS = ['address'] as const;

/** Addresses that are in use in the cloud. */
export function AddressesPage() {
  const { network } = useSearch({ from: '/inside/admin/admin/addresses' });
  const navigate = useNavigate({ from: '/admin/addresses' });
  const state = useTableSearch(SORTS);
  // what cannot begin an address finds nothing, and is not asked
  const match = state.filter
    .trim()
    .replace(/[^\d.]/g, '')
    .slice(0, 15);
  const source = useWindowSource({
    queryKey: keys.cloudAddresses(match, network),
    key: keyOf,
    read: (offset, limit, signal) =>
      readAddresses(
        {
          ...{ offset, limit },
          ...(match === '' ? {} : { match }),
          ...(network === undefined ? {} : { network }),
        },
        signal,
      ),
  });
  return (
    <CloudTable
      id="cloud-addresses"
      words={{
        title: say.addresses,
        purpose: say.addressesPurpose,
        filter: say.addressFilter,
        none: say.noAddresses,
        noneMeans: say.noAddressesMean,
        notLoaded: say.addressesNotLoaded,
        counted: say.countedAddresses,
      }}
      icon={IconWorld}
      columns={COLUMNS}
      source={source}
      state={state}
      nameOf={({ address }) => address}
      note={<CloudNetworkTabs />}
      hiding={
        network === undefined
          ? undefined
          : {
              text: say.onNetwork({ id: network }),
              clear: () => void navigate({ search: ({ network: _old, ...rest }) => rest, replace: true }),
            }
      }
    />
  );
}

const keyOf = ({ address, network_id: network }: Owned<AdministeredAddress>) => `${network} ${address}`;

const COLUMNS: Column<Owned<AdministeredAddress>>[] = [
  {
    id: 'address',
    head: say.address,
    width: 170,
    phone: 'title',
    cell: ({ address, floating_ip: held }) => (
      <span>
        <b className="mono">{address}</b>
        {held !== null && <span className="sub"> · {say.floating}</span>}
      </span>
    ),
  },
  {
    id: 'machine',
    head: say.machine,
    width: 200,
    grows: true,
    phone: 'fact',
    cell: ({ server, server_name: name }) =>
      server === null ? (
        <span className="sub">{say.noMachine}</span>
      ) : (
        <Link to="/admin/servers/$id" params={{ id: String(server) }} className="link cut">
          <Name of={name ?? String(server)} />
        </Link>
      ),
  },
  {
    id: 'network',
    head: say.network,
    width: 180,
    hideable: true,
    phone: 'fact',
    cell: ({ network_id: id, network_name: name }) => (
      <Link to="/admin/networks/$id" params={{ id: String(id) }} className="link cut">
        {name === '' ? say.unnamed({ id }) : plainName(name)}
      </Link>
    ),
  },
  {
    id: 'holder',
    head: say.holder,
    width: 240,
    hideable: true,
    phone: 'fact',
    cell: ({ user_id: uuid, email }) => <OwnerLink uuid={uuid} email={email} />,
  },
  {
    id: 'history',
    head: say.history,
    width: 130,
    hideable: true,
    phone: 'actions',
    cell: ({ address, public: isPublic }) =>
      isPublic && (
        <Link to="/admin/addresses/history" search={{ address }} className="link">
          {say.history}
        </Link>
      ),
  },
];

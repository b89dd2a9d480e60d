import { TextInput } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconHistory } from '@tabler/icons-react';
import { say } from '#text/cloud-networks';
import { keys } from '../../../api/keys.ts';
import { type AddressHolding, type Owned, readHoldings } from '../../../api/network-administration.ts';
import type { Column } from '../../../parts/data-table/columns.ts';
import { DataTable } from '../../../parts/data-table/data-table.tsx';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Empty } from '../../../parts/empty.tsx';
import { Form } from '../../../parts/form/form.tsx';
import { useForm } from '../../../parts/form/use-form.ts';
import { Name } from '../../../parts/name.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { exactTime } from '../../../text/format.ts';
import { plainName } from '../../../text/plain-name.ts';
import { CloudNetworkTabs } from './cloud-network-tabs.tsx';
import { OwnerLink } from './owner-link.tsx';

/** The newest first is the only order. */
const SORTS = ['from'] as const;

/** Who had an address of a public network, ever or on a day: what is asked stands in the address of the page. */
export function HistoryPage() {
  const { address, day } = useSearch({ from: '/inside/admin/admin/addresses/history' });
  return (
    <>
      <PageHead title={say.historyTitle} below={say.historyPurpose} />
      <CloudNetworkTabs />
      <Question key={[address, day].join(' ')} address={address ?? ''} day={day ?? ''} />
      {address === undefined ? (
        <div className="card">
          <Empty icon={IconHistory} title={say.askFirst}>
            {say.askFirstMeans}
          </Empty>
        </div>
      ) : (
        <Holdings address={address} day={day} />
      )}
    </>
  );
}

function Question({ address, day }: { address: string; day: string }) {
  const navigate = useNavigate({ from: '/admin/addresses/history' });
  const form = useForm({
    initial: { address, day },
    check: (values) =>
      /^[\d.]{7,15}$|^[\da-f:.]{2,45}$/i.test(values.address.trim()) ? {} : { address: say.wrongAddress },
    send: async (values) => {
      const asked = { address: values.address.trim(), ...(values.day === '' ? {} : { day: values.day }) };
      await navigate({ search: asked });
    },
  });
  return (
    <section className="card pad" aria-label={say.askFirst}>
      <Form row form={form} deed={say.look} labels={{ address: say.address, day: say.day }}>
        <TextInput label={say.address} placeholder="203.0.113.24" {...form.field('address')} />
        <TextInput type="date" label={say.day} {...form.field('day')} />
      </Form>
    </section>
  );
}

function Holdings({ address, day }: { address: string; day: string | undefined }) {
  const state = useTableSearch(SORTS);
  const source = useWindowSource({
    queryKey: keys.holdings(address, day),
    key: ({ id }: Owned<AddressHolding>) => id,
    read: (offset, limit, signal) =>
      readHoldings({ offset, limit, address, ...(day === undefined ? {} : { day }) }, signal),
  });
  return (
    <DataTable
      id="address-history"
      label={say.historyTitle}
      columns={COLUMNS}
      source={source}
      state={state}
      nameOf={({ server_name: name }) => plainName(name)}
      counted={(count) => say.countedHoldings({ count })}
      failed={{ title: say.addressesNotLoaded }}
      empty={
        <Empty icon={IconHistory} title={say.nobodyHad}>
          {say.nobodyHadMeans}
        </Empty>
      }
    />
  );
}

const COLUMNS: Column<Owned<AddressHolding>>[] = [
  {
    id: 'machine',
    head: say.machine,
    width: 200,
    grows: true,
    phone: 'title',
    cell: ({ server, server_name: name }) => (
      <Link data-row-link to="/admin/servers/$id" params={{ id: String(server) }} className="name-link">
        <b className="cut">
          <Name of={name || String(server)} />
        </b>
      </Link>
    ),
  },
  {
    id: 'holder',
    head: say.owner,
    width: 240,
    phone: 'fact',
    cell: ({ user_id: uuid, email }) => <OwnerLink uuid={uuid} email={email} />,
  },
  {
    id: 'from',
    head: say.from,
    width: 190,
    phone: 'fact',
    cell: ({ from }) => <span className="num">{exactTime(from)}</span>,
  },
  {
    id: 'until',
    head: say.until,
    width: 190,
    phone: 'fact',
    cell: ({ until }) => <span className="num">{until === null ? say.still : exactTime(until)}</span>,
  },
  {
    id: 'why',
    head: say.why,
    width: 170,
    hideable: true,
    cell: ({ end_reason: why }) => <Name of={why} />,
  },
];

import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconDownload, IconEye } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { auditSources } from '#contract/audit-words';
import { say } from '#text/audit';
import { type AuditFilter, type Entry, exportAddress, readEntries } from '../../api/audit.ts';
import { keys } from '../../api/keys.ts';
import { useNow } from '../../live/use-now.ts';
import { AddressInput } from '../../parts/address-input.tsx';
import type { Column } from '../../parts/data-table/columns.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../parts/data-table/window-source.ts';
import { Name } from '../../parts/name.tsx';
import { ago, exactTime } from '../../text/format.ts';
import { AuditDrawer } from './audit-drawer.tsx';
import { actionWord, actorOf, objectOf } from './audit-words.ts';
import { CloudTable } from './cloud-table.tsx';

/** The newest first is the only order. */
const SORTS = ['time'] as const;

/** Who did what in the cloud. What is filtered by stands in the address, so that other pages lead here. */
export function AuditPage() {
  const { who, action, source: way } = useSearch({ from: '/inside/admin/admin/audit' });
  const navigate = useNavigate({ from: '/admin/audit' });
  const [open, setOpen] = useState<Entry>();
  const state = useTableSearch(SORTS);
  const object = state.filter.trim();
  const filter: AuditFilter = {
    ...(object === '' ? {} : { object }),
    ...(who === undefined ? {} : { who }),
    ...(action === undefined ? {} : { action }),
    ...(way === undefined ? {} : { source: way }),
  };
  const source = useWindowSource({
    queryKey: keys.audit(object, who, action, way),
    key: keyOf,
    read: (offset, limit, signal) => readEntries({ ...filter, offset, limit }, signal),
  });
  const narrow = (name: 'who' | 'action' | 'source', value: string | undefined) =>
    void navigate({
      search: ({ [name]: _old, ...rest }) =>
        (value === undefined || value === '' ? rest : { ...rest, [name]: value }) as typeof rest,
      replace: true,
      resetScroll: false,
    });
  const columns = useAuditColumns(useNow(), setOpen);
  return (
    <>
      <CloudTable
        id="audit"
        words={{ ...say, filter: say.about }}
        icon={IconEye}
        columns={columns}
        source={source}
        state={state}
        nameOf={(entry) => actionWord(entry.action)}
        narrowing={{
          label: say.source,
          choices: auditSources,
          now: way,
          wordOf: (each) => say.sources[each],
          set: (each) => narrow('source', each),
        }}
        hiding={
          action === undefined
            ? undefined
            : { text: actionWord(action), clear: () => narrow('action', undefined) }
        }
        before={
          <AddressInput
            aria-label={say.byWhom}
            placeholder={say.byWhom}
            className="filter-field"
            kept={who ?? ''}
            onKeep={(text) => narrow('who', text.trim())}
          />
        }
        after={
          <a className="row near" href={exportAddress(filter)} download>
            <IconDownload size={15} aria-hidden />
            {say.exportAll}
          </a>
        }
      />
      {open !== undefined && <AuditDrawer entry={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

const keyOf = ({ id }: Entry) => String(id);

function useAuditColumns(now: number, open: (entry: Entry) => void): Column<Entry>[] {
  return useMemo(
    () => [
      {
        id: 'action',
        head: say.action,
        width: 240,
        grows: true,
        phone: 'title',
        cell: (entry) => (
          <Link
            data-row-link
            from="/admin/audit"
            to="."
            search={(rest) => rest}
            className="name-link"
            onClick={(event) => {
              event.preventDefault();
              open(entry);
            }}
          >
            <b className="cut">{actionWord(entry.action)}</b>
            {entry.outcome === 'refused' && <span className="sub"> · {say.refused}</span>}
          </Link>
        ),
      },
      {
        id: 'object',
        head: say.object,
        width: 220,
        hideable: true,
        phone: 'fact',
        cell: (entry) => <Name of={objectOf(entry)} />,
      },
      {
        id: 'actor',
        head: say.actor,
        width: 200,
        hideable: true,
        phone: 'fact',
        cell: (entry) => <Name of={actorOf(entry)} />,
      },
      {
        id: 'source',
        head: say.source,
        width: 130,
        hideable: true,
        cell: ({ source }) => say.sources[source],
      },
      {
        id: 'time',
        head: say.when,
        width: 140,
        hideable: true,
        phone: 'fact',
        cell: ({ time }) => (
          <span className="sub num" title={exactTime(time)}>
            {ago(time, now)}
          </span>
        ),
      },
    ],
    [now, open],
  );
}

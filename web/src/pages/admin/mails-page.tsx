import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconInfoCircle, IconMail } from '@tabler/icons-react';
import { useMemo } from 'react';
import { say } from '#text/mails';
import { keys } from '../../api/keys.ts';
import { type Mail, readMails } from '../../api/mails.ts';
import { useNow } from '../../live/use-now.ts';
import type { Column } from '../../parts/data-table/columns.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../parts/data-table/window-source.ts';
import { Name } from '../../parts/name.tsx';
import { ago, exactTime } from '../../text/format.ts';
import { CloudTable } from './cloud-table.tsx';
import { MailDrawer } from './mail-drawer.tsx';
import { MailStateChip } from './mail-state.tsx';
import { MAIL_STATES } from './mail-states.ts';
import css from './admin.module.css';

/** The newest first is the only order. */
const SORTS = ['created'] as const;

/** What the cloud wrote to people, and what became of it. Without a mail server this is where mails are. */
export function MailsPage() {
  const { state: wanted, mail } = useSearch({ from: '/inside/admin/admin/mail' });
  const navigate = useNavigate({ from: '/admin/mail' });
  const state = useTableSearch(SORTS);
  const match = state.filter.trim();
  const source = useWindowSource({
    queryKey: keys.mailList(match, wanted),
    key: keyOf,
    read: (offset, limit, signal) =>
      readMails(
        {
          offset,
          limit,
          ...(match === '' ? {} : { match }),
          ...(wanted === undefined ? {} : { state: wanted }),
        },
        signal,
      ),
  });
  const close = () =>
    void navigate({ search: ({ mail: _old, ...rest }) => rest, replace: true, resetScroll: false });
  const narrow = (to: typeof wanted) =>
    void navigate({
      search: ({ state: _old, ...rest }) => (to === undefined ? rest : { ...rest, state: to }),
      replace: true,
    });
  return (
    <>
      <CloudTable
        id="mails"
        words={say}
        icon={IconMail}
        columns={useMailColumns(useNow())}
        source={source}
        state={state}
        nameOf={({ subject }) => subject}
        narrowing={{
          label: say.state,
          choices: MAIL_STATES,
          now: wanted,
          wordOf: (each) => say.states[each],
          set: narrow,
        }}
        note={
          source.newest?.sends === false && (
            <div className={`note info ${css.note}`}>
              <IconInfoCircle size={17} className="fixed" aria-hidden />
              <p>{say.notSent}</p>
            </div>
          )
        }
      />
      {mail !== undefined && <MailDrawer id={mail} onClose={close} />}
    </>
  );
}

const keyOf = ({ id }: Mail) => String(id);

function useMailColumns(now: number): Column<Mail>[] {
  return useMemo(
    () => [
      {
        id: 'subject',
        head: say.subject,
        width: 240,
        grows: true,
        phone: 'title',
        cell: ({ id, subject }) => (
          <Link
            data-row-link
            from="/admin/mail"
            to="."
            search={(rest) => ({ ...rest, mail: id })}
            className="name-link"
          >
            <b className="cut">
              <Name of={subject} />
            </b>
          </Link>
        ),
      },
      {
        id: 'to',
        head: say.to,
        width: 220,
        hideable: true,
        phone: 'fact',
        cell: ({ to }) => <Name of={to} />,
      },
      {
        id: 'state',
        head: say.state,
        width: 150,
        phone: 'fact',
        cell: ({ state }) => <MailStateChip state={state} />,
      },
      {
        id: 'created',
        head: say.when,
        width: 140,
        hideable: true,
        phone: 'fact',
        cell: ({ created }) => (
          <span className="sub num" title={exactTime(created)}>
            {ago(created, now)}
          </span>
        ),
      },
    ],
    [now],
  );
}

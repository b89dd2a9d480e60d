import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconUsers } from '@tabler/icons-react';
import { useMemo } from 'react';
import { ACCOUNT_STATES } from '#contract/user-words';
import { say } from '#text/users';
import { keys } from '../../../api/keys.ts';
import { type AccountInList, readAccounts } from '../../../api/users.ts';
import { useNow } from '../../../live/use-now.ts';
import { Avatar } from '../../../parts/avatar.tsx';
import type { Column } from '../../../parts/data-table/columns.ts';
import { useTableSearch } from '../../../parts/data-table/table-search.ts';
import { useWindowSource } from '../../../parts/data-table/window-source.ts';
import { Name } from '../../../parts/name.tsx';
import { ago, date, exactTime } from '../../../text/format.ts';
import { CloudTable } from '../cloud-table.tsx';
import { UserState } from './user-state.tsx';

const SORTS = ['joined', 'name'] as const;

/** All accounts of the cloud, those that wait for a decision by one press. */
export function UsersPage() {
  const { state: wanted } = useSearch({ from: '/inside/admin/admin/users' });
  const navigate = useNavigate({ from: '/admin/users' });
  const state = useTableSearch(SORTS);
  const match = state.filter.trim();
  const { by: order, down } = state.sort;
  const source = useWindowSource({
    queryKey: keys.userList(match, order, down, wanted),
    key: keyOf,
    read: (offset, limit, signal) =>
      readAccounts(
        {
          ...{ offset, limit, order, down },
          ...(match === '' ? {} : { match }),
          ...(wanted === undefined ? {} : { state: wanted }),
        },
        signal,
      ),
  });
  const narrow = (to: typeof wanted) =>
    void navigate({
      search: ({ state: _old, ...rest }) => (to === undefined ? rest : { ...rest, state: to }),
      replace: true,
    });
  return (
    <CloudTable
      id="users"
      words={say}
      icon={IconUsers}
      columns={useUserColumns(useNow())}
      source={source}
      state={state}
      nameOf={({ email }) => email}
      narrowing={{
        label: say.state,
        choices: ACCOUNT_STATES,
        now: wanted,
        wordOf: (each) => say.states[each],
        set: narrow,
      }}
    />
  );
}

const keyOf = ({ uuid }: AccountInList) => uuid;

function useUserColumns(now: number): Column<AccountInList>[] {
  return useMemo(
    () => [
      {
        id: 'name',
        head: say.person,
        width: 260,
        grows: true,
        sortable: true,
        phone: 'title',
        cell: ({ uuid, name, email, admin }) => (
          <span className="row near">
            <Avatar name={name} size={26} />
            <Link data-row-link to="/admin/users/$uuid" params={{ uuid }} className="name-link">
              <b className="cut">
                <Name of={email} />
              </b>
            </Link>
            {admin && <span className="tag">{say.administrator}</span>}
          </span>
        ),
      },
      {
        id: 'real-name',
        head: say.name,
        width: 180,
        hideable: true,
        phone: 'fact',
        cell: ({ name }) => <Name of={name} />,
      },
      {
        id: 'state',
        head: say.state,
        width: 196,
        phone: 'fact',
        cell: ({ state }) => <UserState state={state} />,
      },
      {
        id: 'joined',
        head: say.joined,
        width: 130,
        sortable: true,
        hideable: true,
        phone: 'fact',
        cell: ({ joined }) => (
          <span className="sub num" title={exactTime(joined)}>
            {date(joined)}
          </span>
        ),
      },
      {
        id: 'last-login',
        head: say.lastLogin,
        width: 150,
        hideable: true,
        cell: ({ last_login: at }) =>
          at === null ? (
            <span className="sub">{say.never}</span>
          ) : (
            <span className="sub num" title={exactTime(at)}>
              {ago(at, now)}
            </span>
          ),
      },
    ],
    [now],
  );
}

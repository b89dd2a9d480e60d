import { useQuery } from '@tanstack/react-query';
import { IconUserPlus, IconUsersGroup } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { say } from '#text/projects';
import type { ConsoleMember } from '#contract/projects';
import { projectMembersQuery } from '../../api/project-pages.ts';
import { ActButton } from '../../parts/act-button.tsx';
import type { Column } from '../../parts/data-table/columns.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { useArraySource } from '../../parts/data-table/source.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { usePhone } from '../../parts/phone.ts';
import { plainName } from '../../text/plain-name.ts';
import { membershipWord } from '../../text/project-words.ts';
import { EnrollDialog } from './enroll-dialog.tsx';
import { MembersBulkBar } from './members-bulk-bar.tsx';
import { isPresent, keyOfMember, PERSON, SINCE, sinceOf, STATE } from './member-columns.tsx';
import { MemberDeeds } from './member-deeds.tsx';
import { useThisProject } from './project-context.ts';

const SORTS = ['state', 'person', 'since'] as const;
/** Who waits for an answer stands first. */
const RANK: Partial<Record<ConsoleMember['state'], number>> = { requested: 0, leave_requested: 1 };

const order: Record<(typeof SORTS)[number], (member: ConsoleMember) => string | number> = {
  state: ({ state, email }) => `${RANK[state] ?? 2} ${membershipWord(state).word} ${email}`,
  person: ({ email }) => email,
  since: (member) => -Date.parse(sinceOf(member)),
};

/** The members of a project, and who wants to be one. */
export function ProjectMembers() {
  const { id } = useThisProject();
  const { data, error, refetch } = useQuery(projectMembersQuery(id));
  const [adding, setAdding] = useState(false);
  const state = useTableSearch(SORTS);
  const { filter } = state;
  const phone = usePhone();
  const columns = useMemo((): Column<ConsoleMember>[] => {
    const actions: Column<ConsoleMember> = {
      id: 'actions',
      head: say.actions,
      width: phone ? 112 : 210,
      align: 'end',
      phone: 'actions',
      cell: (member) => <MemberDeeds member={member} />,
    };
    return [PERSON, STATE, SINCE, actions];
  }, [phone]);
  const source = useArraySource({
    rows: useMemo(() => data?.filter(isPresent), [data]),
    key: keyOfMember,
    matches: useCallback(
      ({ email, name }: ConsoleMember) =>
        `${email} ${name}`.toLowerCase().includes(filter.trim().toLowerCase()),
      [filter],
    ),
    sort: state.sort,
    order,
    error,
    refetch: useCallback(() => void refetch(), [refetch]),
  });
  const add = (
    <ActButton
      variant="light"
      leftSection={<IconUserPlus size={16} aria-hidden />}
      onClick={() => setAdding(true)}
    >
      {say.addPeople}
    </ActButton>
  );
  return (
    <>
      {(source.total !== 0 || filter !== '') && (
        <div className="row wrap-row tools">
          <FilterField label={say.filterMembers} kept={filter} onKeep={state.setFilter} />
          <span className="push">{add}</span>
        </div>
      )}
      <DataTable
        id="project-members"
        label={say.members}
        columns={columns}
        source={source}
        state={state}
        nameOf={({ email }) => plainName(email)}
        counted={(count) => say.membersCounted({ count })}
        failed={{ title: say.membersNotLoaded }}
        empty={
          <Empty icon={IconUsersGroup} title={say.noMembers} actions={add}>
            {say.noMembersWhy}
          </Empty>
        }
        bulk={(selection) => <MembersBulkBar selection={selection} />}
      />
      {adding && <EnrollDialog project={id} onClose={() => setAdding(false)} />}
    </>
  );
}

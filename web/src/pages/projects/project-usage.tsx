import { useQuery } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { say } from '#text/projects';
import type { ConsoleMember } from '#contract/projects';
import { projectMembersQuery } from '../../api/project-pages.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { useArraySource } from '../../parts/data-table/source.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { usePhone } from '../../parts/phone.ts';
import { plainName } from '../../text/plain-name.ts';
import { RESOURCES } from '../../text/resources.ts';
import { isPresent, keyOfMember, PERSON, usageColumns } from './member-columns.tsx';
import { useThisProject } from './project-context.ts';
import { UsageHistory } from './usage-history.tsx';

const SORTS: readonly [string, ...string[]] = ['person', ...RESOURCES.map(({ name }) => name)];

const all = () => true;

const order: Record<string, (member: ConsoleMember) => string | number> = {
  person: ({ email }) => email,
  ...Object.fromEntries(
    RESOURCES.map(({ name }) => [name, ({ usage }: ConsoleMember) => -Number(usage[name]?.usage ?? 0)]),
  ),
};

/** Who uses how much of what. */
export function ProjectUsage() {
  const { id } = useThisProject();
  const { data, error, refetch } = useQuery(projectMembersQuery(id));
  const state = useTableSearch(SORTS);
  const phone = usePhone();
  const columns = useMemo(() => [PERSON, ...usageColumns(phone)], [phone]);
  const source = useArraySource({
    // Also who went, as long as something of him counts.
    rows: useMemo(() => data?.filter((member) => isPresent(member) || uses(member)), [data]),
    key: keyOfMember,
    matches: all,
    sort: state.sort,
    order,
    error,
    refetch: useCallback(() => void refetch(), [refetch]),
  });
  return (
    <>
      <UsageHistory members={data ?? []} />
      <DataTable
        id="project-usage"
        label={say.usage}
        columns={columns}
        source={source}
        state={state}
        nameOf={({ email }) => plainName(email)}
        counted={(count) => say.membersCounted({ count })}
        failed={{ title: say.membersNotLoaded }}
        empty={
          <Empty icon={IconUsersGroup} title={say.noMembers}>
            {say.noMembersWhy}
          </Empty>
        }
      />
    </>
  );
}

function uses({ usage }: ConsoleMember): boolean {
  return Object.values(usage).some(({ usage: used }) => Number(used) > 0);
}

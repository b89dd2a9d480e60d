import { say } from '#text/projects';
import type { ConsoleMember } from '#contract/projects';
import { limitOf } from '../../api/quota.ts';
import { Avatar } from '../../parts/avatar.tsx';
import type { Column } from '../../parts/data-table/columns.ts';
import { Name } from '../../parts/name.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { date, exactTime } from '../../text/format.ts';
import { membershipWord } from '../../text/project-words.ts';
import { RESOURCES } from '../../text/resources.ts';

/** Those who are in a project, or want to be; who was declined or went is none of them. */
export function isPresent({ state }: ConsoleMember): boolean {
  return ['requested', 'accepted', 'leave_requested', 'suspended'].includes(state);
}

export const keyOfMember = ({ id }: ConsoleMember) => String(id);

/** Since when the membership is as it is. */
export function sinceOf(member: ConsoleMember): string {
  return member[member.state] ?? '';
}

export const PERSON: Column<ConsoleMember> = {
  id: 'person',
  head: say.person,
  width: 220,
  grows: true,
  sortable: true,
  phone: 'title',
  cell: ({ email, name }, { reason }) => (
    <span className="name-link">
      <Avatar name={email} />
      <span className="two-lines">
        <b className="cut">
          <Name of={email} />
        </b>
        <span className={reason === undefined ? 'cut hide-phone' : 'cut bad'}>
          {reason ?? <Name of={name} />}
        </span>
      </span>
    </span>
  ),
};

export const STATE: Column<ConsoleMember> = {
  id: 'state',
  head: say.state,
  width: 160,
  sortable: true,
  phone: 'fact',
  cell: ({ state }) => <StateChip {...membershipWord(state)} />,
};

export const SINCE: Column<ConsoleMember> = {
  id: 'since',
  head: say.since,
  width: 112,
  sortable: true,
  hideable: true,
  cell: (member) => (
    <span className="sub num" title={exactTime(sinceOf(member))}>
      {date(sinceOf(member))}
    </span>
  ),
};

/** What each member uses, of what he may; a phone has no heads that would say of what. */
export function usageColumns(phone: boolean): Column<ConsoleMember>[] {
  return RESOURCES.map(({ name, label, format }) => ({
    id: name,
    head: label,
    width: 150,
    align: 'end',
    sortable: true,
    hideable: true,
    phone: 'fact',
    cell: ({ usage }) => {
      const used = usage[name];
      if (used === undefined) return null;
      const words = say.usedOf({ used: format(Number(used.usage)), all: format(limitOf(used.limit)) });
      return <span className="num">{phone ? say.fieldOf({ resource: label, field: words }) : words}</span>;
    },
  }));
}

import { say } from '#text/files';
import { ActionIcon, NativeSelect } from '@mantine/core';
import { IconUsers, IconWorld, IconX } from '@tabler/icons-react';
import { useAway } from '../../../api/connection.ts';
import { Avatar } from '../../../parts/avatar.tsx';
import { Name } from '../../../parts/name.tsx';
import { EVERYONE, groupOf, type Holder, type Right } from './sharing-rules.ts';

/** What a holder is called. */
export function holderWord({ id }: Holder, personWord: (uuid: string) => string): string {
  if (id === EVERYONE) return say.everyone;
  const group = groupOf(id);
  return group === undefined ? personWord(id) : say.groupNamed({ name: group });
}

/** What somebody may do, to be chosen. */
export function RightSelect({
  label,
  right,
  hidden = false,
  onRight,
}: {
  label: string;
  right: Right;
  /** The label is for those who cannot see what it stands beside. */
  hidden?: boolean;
  onRight: (right: Right) => void;
}) {
  return (
    <NativeSelect
      {...(hidden ? { 'aria-label': label } : { label })}
      title={right === 'edit' ? say.editMeans : undefined}
      value={right}
      disabled={useAway()}
      data={[
        { value: 'view', label: say.canView },
        { value: 'edit', label: say.canEdit },
      ]}
      onChange={({ currentTarget }) => onRight(currentTarget.value === 'edit' ? 'edit' : 'view')}
    />
  );
}

/** Somebody who has it, with what they may do. */
export function HolderRow({
  holder,
  name,
  onRight,
  onRemove,
}: {
  holder: Holder;
  name: string;
  onRight: (right: Right) => void;
  onRemove: () => void;
}) {
  const everyone = holder.id === EVERYONE;
  return (
    <li {...(everyone ? { 'data-everyone': true } : {})}>
      {everyone && <IconWorld size={22} stroke={1.6} aria-hidden />}
      {!everyone &&
        (groupOf(holder.id) === undefined ? (
          <Avatar name={name} />
        ) : (
          <IconUsers size={22} stroke={1.6} aria-hidden />
        ))}
      <span>
        <b className="cut">
          <Name of={name} />
        </b>
        {everyone && <span className="sub small">{say.everyoneMeans}</span>}
      </span>
      <RightSelect hidden label={say.rightOf({ name })} right={holder.right} onRight={onRight} />
      <ActionIcon disabled={useAway()} aria-label={say.removeAccess({ name })} onClick={onRemove}>
        <IconX size={16} />
      </ActionIcon>
    </li>
  );
}

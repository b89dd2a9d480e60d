import { ActionIcon, Tooltip } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { say } from '#text/one-machine';
import { useMachines } from '../../live/machines.ts';

/** The ways to the machines before and after this one; nothing when it is the only one. */
export function Neighbours({ id }: { id: number }) {
  const { data } = useMachines(useQueryClient());
  const ids = data?.list.map((machine) => machine.id) ?? [];
  const at = ids.indexOf(id);
  if (at === -1 || ids.length < 2) return null;
  return (
    <span className="push row hide-phone near">
      <Neighbour id={ids[at - 1]} back />
      <Neighbour id={ids[at + 1]} />
    </span>
  );
}

function Neighbour({ id, back = false }: { id: number | undefined; back?: boolean }) {
  const label = back ? say.previous : say.next;
  const Arrow = back ? IconChevronLeft : IconChevronRight;
  if (id === undefined) {
    return (
      <ActionIcon size={26} aria-label={label} disabled>
        <Arrow size={16} />
      </ActionIcon>
    );
  }
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={26}
        aria-label={label}
        aria-keyshortcuts={back ? '[' : ']'}
        renderRoot={(props: object) => <Link to="/machines/$id" params={{ id: String(id) }} {...props} />}
      >
        <Arrow size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

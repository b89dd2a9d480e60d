import { useQueryClient } from '@tanstack/react-query';
import type { Work } from '../areas/area.ts';
import { isMoving, stateOf } from '../text/machine-words.ts';
import { useMachines } from './machines.ts';

/** The machines that something is done with. */
export function useMachineWork(): Work[] {
  const { data } = useMachines(useQueryClient());
  return (data?.list ?? []).filter(isMoving).map((machine) => ({
    key: `machine-${machine.id}`,
    name: machine.name,
    state: stateOf(machine).word,
    href: `/machines/${machine.id}`,
  }));
}

import type { MachineView } from '../../live/machine-view.ts';
import { inOrder, type Sort } from '../../parts/sort.ts';
import { stateOf } from '../../text/machine-words.ts';

export type MachineColumn = 'name' | 'state' | 'cpu' | 'memory' | 'disk' | 'age';
export const MACHINE_COLUMNS = ['name', 'state', 'cpu', 'memory', 'disk', 'age'] as const;

export function orderedMachines(views: readonly MachineView[], sort: Sort<MachineColumn>): MachineView[] {
  return inOrder(views, sort, {
    name: ({ machine }) => machine.name,
    state: ({ machine }) => stateOf(machine).word,
    cpu: ({ flavor }) => flavor?.vcpus ?? 0,
    memory: ({ flavor }) => flavor?.ram ?? 0,
    disk: ({ flavor }) => flavor?.disk ?? 0,
    age: ({ machine }) => -Date.parse(machine.created),
  });
}

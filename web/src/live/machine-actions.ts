import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { say } from '#text/machine';
import { keys, readAgain } from '../api/keys.ts';
import { actOnServer, type Server, type ServerAction } from '../api/servers.ts';
import { compute } from '../api/services.ts';
import { noteFailure } from '../parts/undo-note.tsx';
import { noteChange } from './machines.ts';
import { plainName } from '../text/plain-name.ts';

const TASK: Record<ServerAction | 'destroy', Server['SNF:task_state']> = {
  start: 'STARTING',
  shutdown: 'STOPPING',
  reboot: 'REBOOTING',
  destroy: 'DESTROYING',
};

/** Orders actions and shows them at once: the order was accepted, the next answer of the cloud has the last word. */
export function useMachineActions() {
  return machineActions(useQueryClient());
}

/** The same, outside of components. */
export function machineActions(client: QueryClient) {
  async function order(machine: Server, action: ServerAction | 'destroy'): Promise<void> {
    if (action === 'destroy') await compute.deleteServer(machine.id);
    else await actOnServer(machine.id, action);
    noteChange(client, machine.id, { 'SNF:task_state': TASK[action] });
    await readAgain(client, keys.machine(machine.id), keys.quotas());
  }
  return {
    order,
    /** As `order`, for a button without a dialog: a refusal is told in a note that stays until read. */
    async orderAndTell(machine: Server, action: ServerAction): Promise<void> {
      try {
        await order(machine, action);
      } catch (error) {
        noteFailure(say.notDone({ machine: plainName(machine.name) }), error);
      }
    },
  };
}

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
  const changed = (machine: Server) => readAgain(client, keys.machine(machine.id));
  return {
    order,
    async rename(machine: Server, name: string): Promise<void> {
      await compute.renameServer(machine.id, name);
      noteChange(client, machine.id, { name });
      await changed(machine);
    },
    /** An undefined value takes the entry away. */
    async setMetadata(machine: Server, key: string, value: string | undefined): Promise<void> {
      if (value === undefined) await compute.deleteMetadata(machine.id, key);
      else await compute.setMetadata(machine.id, { [key]: value });
      await changed(machine);
    },
    /** Another size for a stopped machine. */
    async resize(machine: Server, flavor: number): Promise<void> {
      await compute.act(machine.id, 'resize', { flavorRef: flavor });
      noteChange(client, machine.id, { 'SNF:task_state': 'RESIZING' });
      await changed(machine);
    },
    async setRescue(machine: Server, inRescue: boolean): Promise<void> {
      await compute.act(machine.id, inRescue ? 'rescue' : 'unrescue', {});
      noteChange(client, machine.id, { 'SNF:task_state': inRescue ? 'RESCUING' : 'UNRESCUING' });
      await changed(machine);
    },
    async setTag(machine: Server, tag: string, isThere: boolean): Promise<void> {
      await (isThere ? compute.addTag(machine.id, tag) : compute.removeTag(machine.id, tag));
      await changed(machine);
    },
    /** The cloud keeps the first password no longer. */
    async forgetPassword(machine: Server): Promise<void> {
      await compute.forgetPassword(machine.id);
      client.setQueryData(keys.password(machine.id), null);
    },
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

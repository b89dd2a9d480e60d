import { removePorts } from '../../ports/remove.ts';
import { OPER_STATES } from '../states.ts';
import type { Operation } from './operation.ts';

/** May begin whatever else is under way: it takes the place of that, whose end is waited for like any other's. */
export const destroy: Operation = {
  action: 'DESTROY',
  taskState: 'DESTROYING',
  opcode: 'OP_INSTANCE_REMOVE',
  from: OPER_STATES,
  despiteSuspension: true,
  always: true,
  success: 'DESTROYED',
  call: () => ({ action: 'DESTROY' }),
  async moved(compute, tx, server, { now }) {
    await removePorts(compute, tx, await tx.ports.of(server.id), 'server deleted');
    await tx.volumes.removeOf(server.id, now);
    await tx.tags.removeOf(server.id);
    await tx.servers.update(server.id, { rescue: false, rescueImageId: null });
    await tx.oneTimeDocuments.removeOf(server.id);
    await tx.firstPasswords.removeOf(server.id);
  },
};

import { documentAddress } from '../one-time-document.ts';
import type { Operation } from './operation.ts';

/** The making of a machine. The only one whose failure changes the state: its server is of no use any more. */
export const build: Operation = {
  action: 'BUILD',
  taskState: 'BUILDING',
  opcode: 'OP_INSTANCE_CREATE',
  from: [],
  success: 'STARTED',
  failure: 'ERROR',
  call: (compute, { intent }) => ({
    action: 'BUILD',
    body: { ...intent.body, osparams_secret: { config_url: documentAddress(compute, intent.id) } },
  }),
  async ended(_compute, tx, { intent, succeeded }) {
    await tx.tags.settle(intent.id, succeeded);
    return {};
  },
  async moved(tx, server, { to, now }) {
    const failed = to.operstate === 'ERROR';
    await tx.ports.setStateOf(server.id, failed ? 'ERROR' : 'ACTIVE', now);
    await tx.volumes.setStatusOf(server.id, failed ? 'ERROR' : 'IN_USE', now);
  },
};
